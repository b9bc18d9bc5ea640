import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { HandlerFunction } from '../foundation/handler-function';

export interface InvokeActionProps {
  readonly actionName: string;
  readonly runOrder: number;
  readonly handler: HandlerFunction;
  /** Role of the pipeline. */
  readonly role: iam.IRole;
  readonly userParameters: { readonly [name: string]: string };
}

/** An action that calls a handler, and the permission for it. */
export function invokeAction({ actionName, runOrder, handler, role, userParameters }: InvokeActionProps): codepipeline.IAction {
  allowInvoke(role, handler);
  return new actions.LambdaInvokeAction({ actionName, runOrder, lambda: handler, userParameters });
}

export function allowInvoke(role: iam.IRole, handler: HandlerFunction): void {
  iam.Grant.addToPrincipal({ grantee: role, actions: ['lambda:InvokeFunction'], resourceArns: [handler.functionArn] });
  // The reference of the action asks for it; there is no smaller resource.
  iam.Grant.addToPrincipal({ grantee: role, actions: ['lambda:ListFunctions'], resourceArns: ['*'] });
}
