import { join } from 'node:path';
import { Duration } from 'aws-cdk-lib';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { invokeAction } from './invoke-action';
import { giveRegistry, ReleasedVersions } from './registry-access';
import { HandlerFunction, Operations } from '../foundation/handler-function';

/** Lets only versions pass that may be released: of the model's own group, approved, and where people approve not by what trains. */
export class VersionCheck extends Construct {
  private readonly handler: HandlerFunction;

  constructor(scope: Construct, id: string, operations: Operations, versions: ReleasedVersions) {
    super(scope, id);
    this.handler = new HandlerFunction(this, 'Handler', {
      ...operations,
      handler: join(__dirname, 'handlers/verify-version'),
      description: 'Lets only approved versions of the model be released.',
      timeout: Duration.minutes(1),
    });
    giveRegistry(this.handler, versions);
  }

  public action(role: iam.IRole, runOrder: number, version: string): codepipeline.IAction {
    return invokeAction({ actionName: 'Verify', runOrder, handler: this.handler, role, userParameters: { version } });
  }
}
