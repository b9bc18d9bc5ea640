import { graphOfPipeline, readPipeline as readAzurePipeline } from './azure-pipelines/read-pipeline';
import { graphOfRun as graphOfBuilds, readTriggers } from './cloud-build/read-builds';
import { graphOfWorkflow, readWorkflow } from './github-actions/read-workflow';
import { graphOfRun, readPipeline } from './gitlab-ci/read-pipeline';
import { Graph } from './graph';
import { graphOfRun as graphOfStages, stagesOf } from './jenkins/read-jenkinsfile';
import { bank, SITUATIONS } from './situations';
import { delivery, DeliveryDefinition, LockDefinition, MlopsDefinition } from '../../lib';
import { deliveredModel } from '../../lib/definition/delivery/delivered-model';
import { deliveryPlan, DeliveryRun } from '../../lib/definition/delivery/delivery-plan';
import { DELIVERY_SYSTEMS } from '../../lib/definition/delivery/delivery-system';

/** What one model is delivered by: the run that a change starts, and the one that a version starts. */
interface Runs {
  readonly change: Graph;
  readonly release?: Graph;
}

interface System {
  readonly by: DeliveryDefinition;
  readonly read: (definition: MlopsDefinition, lock?: LockDefinition) => (model: string) => Runs;
}

/** Every system whose files can be read back. */
const SYSTEMS: { readonly [key: string]: System } = {
  githubActions: {
    by: { githubActions: { repository: 'acme@1/bank@2' } },
    read: (definition, lock) => {
      const files = new Map(new delivery.GithubActions({ definition, lock }).files.map(({ content, path }) => [path, content]));
      const graph = (name: string) => {
        const content = files.get(`.github/workflows/bank-${name}.yml`);
        return content === undefined ? undefined : graphOfWorkflow(readWorkflow(content));
      };
      return model => ({ change: graph(model)!, release: graph(`${model}-release`) });
    },
  },
  gitlabCi: {
    by: { gitlabCi: { project: 'acme/bank', image: 'acme/deliver:1' } },
    read: (definition, lock) => {
      const pipeline = readPipeline(new delivery.GitlabCi({ definition, lock }).files[0]!.content);
      const isReleased = (model: string) => pipeline.inputs.release!.options!.includes(model);
      return model => ({ change: graphOfRun(pipeline, model), release: isReleased(model) ? graphOfRun(pipeline, `${model} release`) : undefined });
    },
  },
  azurePipelines: {
    by: { azurePipelines: { organization: 'acme', project: 'bank', issuer: { entra: { tenant: '11111111-2222-3333-4444-555555555555' } } } },
    read: (definition, lock) => {
      const files = new Map(new delivery.AzurePipelines({ definition, lock }).files.map(({ content, path }) => [path, content]));
      const graph = (name: string) => {
        const content = files.get(`.azure-pipelines/bank-${name}.yml`);
        return content === undefined ? undefined : graphOfPipeline(readAzurePipeline(content), 'bank');
      };
      return model => ({ change: graph(model)!, release: graph(`${model}-release`) });
    },
  },
  cloudBuild: {
    by: { cloudBuild: { project: 'acme-risk', region: 'europe-west4', repository: 'github/bank', image: 'acme/deliver:1' } },
    read: (definition, lock) => {
      const triggers = readTriggers(new delivery.CloudBuild({ definition, lock }).files);
      return model => ({ change: graphOfBuilds(triggers, `bank-${model}-build`, 'bank')!, release: graphOfBuilds(triggers, `bank-${model}-release-build`, 'bank') });
    },
  },
  jenkins: {
    by: { jenkins: { url: 'https://jenkins.acme.example', job: 'acme/bank' } },
    read: (definition, lock) => {
      const stages = stagesOf(new delivery.Jenkins({ definition, lock }).files[0]!.content);
      const run = (name: string, model: string) => graphOfStages(stages, name, `bank-${model}`);
      return model => ({ change: run(model, model)!, release: run(`${model} release`, model) });
    },
  },
};

/** The graph that the plan says. What a release deploys is written again: nothing has to be kept until somebody approves. */
function planned({ stages }: DeliveryRun, home: string, isRelease: boolean): Graph {
  const again = isRelease ? [{ name: 'test', needs: [] }, { name: 'synth', needs: ['test'] }] : [];
  return {
    stages: [...again, ...stages.map(({ name, needs }) => ({ name, needs: isRelease && needs.length === 0 ? ['synth'] : [...needs] }))],
    environments: Object.fromEntries(stages.flatMap(stage => {
      const environment = stage.kind === 'train' ? home : 'environment' in stage ? stage.environment : undefined;
      return environment === undefined ? [] : [[stage.name, environment]];
    })),
  };
}

test('every system that delivers by files is here', () => {
  expect(Object.keys(SYSTEMS)).toEqual(DELIVERY_SYSTEMS.filter(key => key !== 'codePipeline'));
});

describe.each(Object.entries(SYSTEMS))('stages, edges, approvals and environments in the files of %s', (_, { by, read }) => {
  test.each(SITUATIONS)('are those of the plan, when %s', (...[, change, lock]) => {
    const definition = bank({ ...by, ...change });
    const runsOf = read(definition, lock);
    for (const model of Object.keys(definition.models)) {
      const plan = deliveryPlan(deliveredModel(definition, model, lock)!);
      expect(runsOf(model)).toEqual({ change: planned(plan.change, 'dev', false), release: plan.release && planned(plan.release, 'dev', true) });
    }
  });
});
