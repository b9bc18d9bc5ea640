import { GithubDelivery } from './delivered-system';
import { renderWorkflow } from './render-workflow';
import { changeWorkflow, pullRequestWorkflow, releaseWorkflow } from './workflows';
import { LockDefinition, MlopsDefinition } from '../../definition';
import { definitionProblems } from '../../definition/check';
import { deliveredModels } from '../../definition/delivery/delivered-model';
import { given } from '../../definition/given';
import { throwDefinitionProblems } from '../../definition/report';
import { systemId } from '../../definition/system-id';
import { MlopsError } from '../../private/errors';
import { DeliveryFile } from '../delivery-file';

/**
 * The system that GitHub Actions delivers.
 */
export interface GithubActionsProps {
  /** The system: loaded with `DefinitionFile.load`, or written in code. Its `delivery` has `githubActions`. */
  readonly definition: MlopsDefinition;

  /**
   * The construct id of the system in its app, with which the paths of its stacks begin.
   *
   * @default - the name of the system without hyphens, each word with a capital letter, as `mlops synth` has it
   */
  readonly id?: string;

  /**
   * The versions that are pinned, by environment and model.
   *
   * @default - every trained model is released when a version of it is approved
   */
  readonly lock?: LockDefinition;
}

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
    const system = given(props.definition);
    throwDefinitionProblems(system, definitionProblems(system));
    const github = system.delivery?.githubActions;
    if (github === undefined) throw new MlopsError('NoDelivery', 'the definition has no "delivery.githubActions", so there are no workflows');
    const of = { system, github, lock: props.lock, id: props.id ?? systemId(system.name) };
    const workflows = deliveredModels(system).flatMap(model => {
      const delivery = new GithubDelivery(of, model);
      return [[delivery.workflowName, changeWorkflow(delivery)], [`${delivery.workflowName}-release`, releaseWorkflow(delivery)]] as const;
    });
    this.files = [[`${system.name}-pull-request`, pullRequestWorkflow(of)] as const, ...workflows].flatMap(([name, workflow]) =>
      workflow === undefined ? [] : [{ path: `.github/workflows/${name}.yml`, content: renderWorkflow(workflow) }]);
  }
}
