import { Pipeline, Trigger } from './pipeline';
import { RELEASED_VERSION, renderAzureStages } from './render-stages';
import { AzurePipelinesDefinition } from '../../definition/delivery/azure-pipelines-definition';
import { deliveredModels } from '../../definition/delivery/delivered-model';
import { DeliveredSystem, ModelDelivery } from '../model-delivery';
import { runJobs } from '../run-jobs';
import { buildJob, comparisonJob } from '../stage-jobs';

function header(what: string): string[] {
  return [
    what,
    'Written by `npx mlops delivery` from the definition of the system; change that, and run the command again.',
  ];
}

/** Looks at a change before it is merged: it names no service connection, so that it has no right anywhere. */
export function pullRequestPipeline(of: DeliveredSystem): Pipeline {
  const { stages } = new ModelDelivery(of, deliveredModels(of.system)[0]!).plan.change;
  return {
    header: header(`Tests what would change in ${of.system.name}.`),
    trigger: 'none',
    pr: 'none',
    stages: renderAzureStages(stagesOf(of), [buildJob(stages), comparisonJob(stages, of.words)]),
  };
}

/** What a change of the branch starts for one model. */
export function changePipeline(delivery: ModelDelivery): Pipeline {
  const { of, plan } = delivery;
  return {
    header: header(`Delivers changes of ${delivery.model}, of ${of.system.name}.`),
    trigger: changedFiles(azureOf(of), plan.change.paths),
    pr: 'none',
    lockBehavior: 'sequential',
    stages: renderAzureStages(stagesOf(of), runJobs(delivery, plan.change.stages)),
  };
}

/** What an approved version starts for one model. The templates are written again, from the commit that the run is about. */
export function releasePipeline(delivery: ModelDelivery): Pipeline | undefined {
  const { name, of, plan } = delivery;
  if (plan.release === undefined) return undefined;
  const { branch = 'main', organization, project } = azureOf(of);
  const again = plan.change.stages.filter(({ kind }) => kind === 'test' || kind === 'synth');
  return {
    header: [
      ...header(`Releases an approved version of ${delivery.model}, of ${of.system.name}.`),
      `By hand: az pipelines run --organization https://dev.azure.com/${organization} --project ${JSON.stringify(project)} `
        + `--name ${name}-release --branch ${branch} --parameters version=<ARN of the version>`,
    ],
    trigger: 'none',
    pr: 'none',
    parameters: [{ name: 'version', displayName: 'ARN of the approved version', type: 'string' }],
    variables: { [RELEASED_VERSION]: '${{ parameters.version }}' },
    lockBehavior: 'sequential',
    stages: renderAzureStages(stagesOf(of), runJobs(delivery, [...again, ...plan.release.stages])),
  };
}

/** What a system says of Azure Pipelines. */
export function azureOf({ system }: DeliveredSystem): AzurePipelinesDefinition {
  return system.delivery!.azurePipelines!;
}

function stagesOf(of: DeliveredSystem) {
  return { systemName: of.system.name, azure: azureOf(of) };
}

function changedFiles({ branch = 'main' }: AzurePipelinesDefinition, paths: readonly string[]): Trigger {
  return { branches: { include: [branch] }, ...paths.length > 0 && { paths: { include: paths } } };
}
