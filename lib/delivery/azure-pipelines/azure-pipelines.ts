import { AZURE_WORDS } from './azure-words';
import { changePipeline, pullRequestPipeline, releasePipeline } from './pipelines';
import { renderAzurePipeline } from './render-pipeline';
import { azureSetupScript } from './setup-script';
import { deliveredModels } from '../../definition/delivery/delivered-model';
import { deliveredSystem } from '../delivered-system';
import { DeliveryFile } from '../delivery-file';
import { DeliveryProps } from '../delivery-props';
import { ModelDelivery } from '../model-delivery';

/**
 * The system that Azure Pipelines delivers. Its `delivery` has `azurePipelines`.
 */
export interface AzurePipelinesProps extends DeliveryProps {}

/**
 * The pipelines that deliver a system with Azure Pipelines: one that tests pull requests, and for each model one that a change starts and
 * one that an approved version starts; and a script that sets what files cannot say.
 *
 * @example
 * new delivery.AzurePipelines({ definition: DefinitionFile.load('mlops.yaml') }).files;
 */
export class AzurePipelines {
  /** The files, each at the place where the script that sets the project up looks for it. */
  public readonly files: DeliveryFile[];

  constructor(props: AzurePipelinesProps) {
    const of = deliveredSystem(props, 'azurePipelines', AZURE_WORDS);
    const deliveries = deliveredModels(of.system).map(model => new ModelDelivery(of, model));
    const pipelines = [
      [`${of.system.name}-pull-request`, pullRequestPipeline(of)] as const,
      ...deliveries.flatMap(each => [[each.name, changePipeline(each)], [`${each.name}-release`, releasePipeline(each)]] as const),
    ].flatMap(([name, pipeline]) => pipeline === undefined ? [] : [{ name, content: renderAzurePipeline(pipeline) }]);
    this.files = [
      ...pipelines.map(({ content, name }) => ({ path: `.azure-pipelines/${name}.yml`, content })),
      { path: `.azure-pipelines/${of.system.name}-setup.sh`, content: azureSetupScript(of, deliveries, pipelines.map(({ name }) => name)) },
    ];
  }
}
