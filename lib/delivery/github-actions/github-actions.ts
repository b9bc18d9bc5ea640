import { GITHUB_WORDS } from './github-words';
import { renderWorkflow } from './render-workflow';
import { changeWorkflow, pullRequestWorkflow, releaseWorkflow } from './workflows';
import { deliveredModels } from '../../definition/delivery/delivered-model';
import { deliveredSystem } from '../delivered-system';
import { DeliveryFile } from '../delivery-file';
import { DeliveryProps } from '../delivery-props';
import { ModelDelivery } from '../model-delivery';

/**
 * The system that GitHub Actions delivers. Its `delivery` has `githubActions`.
 */
export interface GithubActionsProps extends DeliveryProps {}

/**
 * The workflows that deliver a system with GitHub Actions: one that tests pull requests, and for each model one that a change starts and
 * one that an approved version starts.
 *
 * @example
 * new delivery.GithubActions({ definition: DefinitionFile.load('mlops.yaml') }).files;
 */
export class GithubActions {
  /** The files, each at the place where GitHub looks for it. */
  public readonly files: DeliveryFile[];

  constructor(props: GithubActionsProps) {
    const of = deliveredSystem(props, 'githubActions', GITHUB_WORDS);
    const workflows = deliveredModels(of.system).flatMap(model => {
      const delivery = new ModelDelivery(of, model);
      return [[delivery.name, changeWorkflow(delivery)], [`${delivery.name}-release`, releaseWorkflow(delivery)]] as const;
    });
    this.files = [[`${of.system.name}-pull-request`, pullRequestWorkflow(of)] as const, ...workflows].flatMap(([name, workflow]) =>
      workflow === undefined ? [] : [{ path: `.github/workflows/${name}.yml`, content: renderWorkflow(workflow) }]);
  }
}
