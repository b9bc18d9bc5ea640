import * as events from 'aws-cdk-lib/aws-events';
import * as sagemaker from 'aws-cdk-lib/aws-sagemaker';

const ENDED = ['Succeeded', 'Failed', 'Stopped'];
const STATUS = 'currentPipelineExecutionStatus';

/** A rule for the runs of one pipeline: for their ends, or for the statuses that the options name. */
export function stateChangeRule(pipeline: sagemaker.IPipeline, id: string, options: events.OnEventOptions = {}): events.Rule {
  const { eventPattern, target, ...props } = options;
  const rule = new events.Rule(pipeline, id, {
    description: `Runs of ${pipeline.node.path}`,
    ...props,
    eventPattern: {
      ...eventPattern,
      source: ['aws.sagemaker'],
      detailType: ['SageMaker Model Building Pipeline Execution Status Change'],
      detail: { [STATUS]: ENDED, ...eventPattern?.detail, pipelineArn: [pipeline.pipelineArn] },
    },
  });
  if (target) rule.addTarget(target);
  return rule;
}
