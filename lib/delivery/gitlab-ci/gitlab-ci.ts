import { GITLAB_WORDS } from './gitlab-words';
import { deliveryPipeline } from './pipelines';
import { renderGitlabPipeline } from './render-pipeline';
import { gitlabSetupScript } from './setup-script';
import { deliveredSystem } from '../delivered-system';
import { DeliveryFile } from '../delivery-file';
import { DeliveryProps } from '../delivery-props';

/**
 * The system that GitLab CI delivers. Its `delivery` has `gitlabCi`.
 */
export interface GitlabCiProps extends DeliveryProps {}

/**
 * The pipeline that delivers a system with GitLab CI: one file whose jobs test merge requests, deliver changes of each model, and release
 * approved versions; and a script that sets what the file cannot say.
 *
 * @example
 * new delivery.GitlabCi({ definition: DefinitionFile.load('mlops.yaml') }).files;
 */
export class GitlabCi {
  /** The files, each at the place where GitLab, or whoever sets the project up, looks for it. */
  public readonly files: DeliveryFile[];

  constructor(props: GitlabCiProps) {
    const of = deliveredSystem(props, 'gitlabCi', GITLAB_WORDS);
    const gitlab = of.system.delivery!.gitlabCi!;
    this.files = [
      { path: '.gitlab-ci.yml', content: renderGitlabPipeline(deliveryPipeline(of, gitlab)) },
      { path: `.gitlab/${of.system.name}-setup.sh`, content: gitlabSetupScript(of, gitlab) },
    ];
  }
}
