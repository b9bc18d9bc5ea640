import { ArnFormat, Resource } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { DeliveryPipelineAttributes } from './delivery-pipeline-attributes';
import { DeliveryPipelineGrants } from './delivery-pipeline-grants';
import { IDeliveryPipeline } from './delivery-pipeline-interface';
import { DeliveryPipelineMetrics } from './delivery-pipeline-metrics';

/** A delivery pipeline that is defined elsewhere: it defines nothing. */
export class ImportedDeliveryPipeline extends Resource implements IDeliveryPipeline {
  public readonly pipelineName: string;
  public readonly pipelineArn: string;
  public readonly releasePipelineName?: string;
  public readonly releasePipelineArn?: string;
  public readonly grants: DeliveryPipelineGrants;
  public readonly metrics: DeliveryPipelineMetrics;

  constructor(scope: Construct, id: string, { pipelineName, releasePipelineName }: DeliveryPipelineAttributes) {
    super(scope, id);
    const arnOf = (name: string) => this.stack.formatArn({ service: 'codepipeline', resource: name, arnFormat: ArnFormat.NO_RESOURCE_NAME });
    this.pipelineName = pipelineName;
    this.pipelineArn = arnOf(pipelineName);
    this.releasePipelineName = releasePipelineName;
    this.releasePipelineArn = releasePipelineName === undefined ? undefined : arnOf(releasePipelineName);
    this.grants = DeliveryPipelineGrants._on(this);
    this.metrics = DeliveryPipelineMetrics.fromPipelineName(pipelineName);
  }
}
