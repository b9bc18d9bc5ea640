import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import { DeliveryStage, StageOf } from '../../definition/delivery/delivery-stage';

/** The actions of a stage of the plan, by its kind. The first has the given place in the order of its stage of the pipeline. */
export type StageActions = {
  readonly [Kind in DeliveryStage['kind']]: (stage: StageOf<Kind>, runOrder: number) => codepipeline.IAction[];
};

/** What happens to an environment when its stage is over. */
export type StageConditions = (stage: StageOf<'deploy'>) => Pick<codepipeline.StageOptions, 'onFailure' | 'onSuccess'>;

/** Adds the stages of a plan to a pipeline: those that belong together are one stage there, with one action after another. */
export function addStages(
  pipeline: codepipeline.Pipeline, stages: readonly DeliveryStage[], actionsOf: StageActions, conditionsOf: StageConditions,
): void {
  for (const group of together(stages)) {
    const actions: codepipeline.IAction[] = [];
    // TypeScript cannot see that the function and the stage are of one kind.
    for (const stage of group) actions.push(...actionsOf[stage.kind](stage as never, actions.length + 1));
    const deploy = group.find((stage): stage is StageOf<'deploy'> => stage.kind === 'deploy');
    pipeline.addStage({ stageName: stageName(group[0]!), actions, ...deploy && conditionsOf(deploy) });
  }
}

/** Neighbours of one name; a name that comes again later is another stage. */
function together(stages: readonly DeliveryStage[]): DeliveryStage[][] {
  const groups: DeliveryStage[][] = [];
  for (const stage of stages) {
    const last = groups.at(-1);
    if (last !== undefined && stageName(last[0]!) === stageName(stage) && environmentOf(last[0]!) === environmentOf(stage)) last.push(stage);
    else groups.push([stage]);
  }
  return groups;
}

/** One build does all that runs the repository's code. An approval is a stage of its own: a refusal must not roll the environment back. */
function stageName(stage: DeliveryStage): string {
  switch (stage.kind) {
    case 'test': case 'synth': case 'review': return 'Build';
    case 'train': return 'Train';
    case 'release': return 'Release';
    case 'verify': return stage.environment === undefined ? 'Verify' : `Approve-${stage.environment}`;
    case 'approve': return `Approve-${stage.environment}`;
    case 'deploy': case 'smoke': return stage.environment;
  }
}

function environmentOf(stage: DeliveryStage): string | undefined {
  return 'environment' in stage ? stage.environment : undefined;
}
