import { Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { BatchInference } from '../../aws/batch-inference';
import { IDatasetStore } from '../../aws/dataset-store';
import { DeliveryPipeline } from '../../aws/delivery-pipeline';
import { IExperimentTracker } from '../../aws/experiment-tracker';
import { IFeatureStore } from '../../aws/feature-store';
import { MlPlatform } from '../../aws/ml-platform';
import { IModelEndpoint, ModelEndpoint } from '../../aws/model-endpoint';
import { IModelRegistry } from '../../aws/model-registry';
import { ModelMonitor } from '../../aws/monitoring';
import { ITrainingPipeline } from '../../aws/training-pipeline';

/**
 * One environment of a system: what its models share, and the models.
 */
export interface IMlopsEnvironment extends IConstruct {
  /** Name of the environment. */
  readonly name: string;

  /** The stack of what the models share. */
  readonly platformStack: Stack;

  /** What every model shares. */
  readonly platform: MlPlatform;

  /** The datasets, by name. */
  readonly datasets: { [name: string]: IDatasetStore };

  /** The feature groups, by name. */
  readonly features: { [name: string]: IFeatureStore };

  /** Where training runs are recorded, when they are. */
  readonly tracker?: IExperimentTracker;

  /** The models that have stacks here, by name. */
  readonly models: { [name: string]: IMlopsModel };

  /**
   * The most machines of each type that all endpoints together have at one time: when every one of them is updated, and scaled to its most.
   * What the account's quotas must allow for; they are often 0 for GPUs.
   */
  readonly peakInstances: { [instanceType: string]: number };
}

/**
 * One model in one environment, with the stacks that it has there.
 */
export interface IMlopsModel extends IConstruct {
  /** Name of the model. */
  readonly name: string;

  /** The stack that trains and registers the model, in its training environment. */
  readonly trainingStack?: Stack;

  /** The stack that serves the model. */
  readonly servingStack?: Stack;

  /** The stack that watches the model. */
  readonly monitoringStack?: Stack;

  /** The stack that delivers the model, beside the training stack. */
  readonly deliveryStack?: Stack;

  /** The model's versions, in its training environment. */
  readonly registry?: IModelRegistry;

  /** How the model is trained, in its training environment. */
  readonly pipeline?: ITrainingPipeline;

  /** How the model answers requests, when the system makes the endpoint. */
  readonly endpoint?: ModelEndpoint;

  /** The endpoint that is there already and is only watched. */
  readonly existingEndpoint?: IModelEndpoint;

  /** How the model scores data in bulk. */
  readonly batch?: BatchInference;

  /** What watches the model. */
  readonly monitor?: ModelMonitor;

  /** How changes of the model reach the environments. */
  readonly delivery?: DeliveryPipeline;
}
