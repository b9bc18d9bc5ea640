import { GOOGLE_WORDS, releaseTopic } from './google-words';
import { codeBuild, pullRequestBuild } from './render-builds';
import { renderBuildFile, renderTrigger } from './render-files';
import { googleSetupScript } from './setup-script';
import { buildsOf, FILES, modelTriggers, pullRequestTrigger } from './triggers';
import { deliveredModels } from '../../definition/delivery/delivered-model';
import { deliveredSystem } from '../delivered-system';
import { DeliveryFile } from '../delivery-file';
import { DeliveryProps } from '../delivery-props';
import { ModelDelivery } from '../model-delivery';
import { buildJob, comparisonJob } from '../stage-jobs';

/**
 * The system that Google Cloud Build delivers. Its `delivery` has `cloudBuild`.
 */
export interface CloudBuildProps extends DeliveryProps {}

/**
 * The builds that deliver a system with Google Cloud Build: files of those that run code of the repository, triggers that hold those which
 * change an environment, and a script that makes the triggers and everything that they name.
 *
 * @example
 * new delivery.CloudBuild({ definition: DefinitionFile.load('mlops.yaml') }).files;
 */
export class CloudBuild {
  /** The files, each at the place where a trigger, or the script that makes the triggers, looks for it. */
  public readonly files: DeliveryFile[];

  constructor(props: CloudBuildProps) {
    const system = deliveredSystem(props, 'cloudBuild', GOOGLE_WORDS);
    const of = buildsOf(system);
    const { systemName } = of;
    const deliveries = deliveredModels(system.system).map(model => new ModelDelivery(system, model));
    const { stages } = deliveries[0]!.plan.change;
    const paths = deliveries.map(({ plan }) => plan.change.paths);
    const triggers = [
      pullRequestTrigger(of, paths.some(own => own.length === 0) ? [] : [...new Set(paths.flat())]),
      ...deliveries.flatMap(modelTriggers),
    ];
    const test = buildJob(stages);
    const topics = deliveries.filter(({ plan }) => plan.release !== undefined).map(({ name }) => releaseTopic(name));
    this.files = [
      { path: FILES.build(systemName), content: renderBuildFile(`Tests ${systemName}, and writes its templates`, codeBuild(of, test)) },
      {
        path: FILES.pullRequest(systemName),
        content: renderBuildFile(`Tests what would change in ${systemName}`, pullRequestBuild(of, [test, comparisonJob(stages, system.words)])),
      },
      ...triggers.map(trigger => ({ path: `.cloudbuild/triggers/${trigger.name}.yaml`, content: renderTrigger(trigger) })),
      {
        path: `.cloudbuild/${systemName}-setup.sh`,
        content: googleSetupScript(of, { environments: Object.keys(system.system.environments), topics, triggers: triggers.map(({ name }) => name) }),
      },
    ];
  }
}
