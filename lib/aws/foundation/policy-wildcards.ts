/**
 * The wildcards in finished policies, written as cdk-nag writes them in its ids.
 */
import { CfnResource, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';

/** What a statement allows, and the wildcards in it. */
export interface Statement {
  readonly actions: string[];
  readonly wildcards: string[];
}

/** The statements of a policy that allow something. */
export function statementsOf(resource: CfnResource): Statement[] {
  return policyDocuments(resource)
    .flatMap(document => asList(document.Statement))
    .filter(statement => statement.Effect === 'Allow')
    .map(statement => ({
      actions: asList(statement.Action),
      wildcards: [
        ...asList(statement.Action).map(action => `Action::${action}`),
        ...asList(statement.Resource).map(arn => `Resource::${flatten(arn)}`),
      ].filter(text => text.includes('*')),
    }));
}

function policyDocuments(resource: CfnResource): PolicyJson[] {
  const resolve = (value: unknown) => Stack.of(resource).resolve(value);
  if (resource instanceof iam.CfnPolicy || resource instanceof iam.CfnManagedPolicy) return [resolve(resource.policyDocument)];
  if (!(resource instanceof iam.CfnRole)) return [];
  return asList<{ policyDocument: PolicyJson }>(resolve(resource.policies)).map(policy => resolve(policy.policyDocument));
}

interface PolicyJson {
  readonly Statement?: StatementJson | StatementJson[];
}

interface StatementJson {
  readonly Effect: string;
  readonly Action?: string | string[];
  readonly Resource?: ArnJson | ArnJson[];
}

/** Text, or what CloudFormation replaces by text. */
type ArnJson = string | {
  readonly 'Fn::Join'?: [string, ArnJson[]];
  readonly 'Fn::Sub'?: ArnJson;
  readonly 'Fn::GetAtt'?: string[];
  readonly 'Fn::ImportValue'?: ArnJson;
  readonly 'Ref'?: string;
};

/** Writes an ARN as cdk-nag does in its ids. */
function flatten(arn: ArnJson): string {
  if (typeof arn === 'string') return arn.replace(/\${/g, '<').replace(/}/g, '>');
  if (arn['Fn::Join']) return arn['Fn::Join'][1].map(flatten).join(arn['Fn::Join'][0]);
  if (arn['Fn::Sub']) return flatten(arn['Fn::Sub']);
  if (arn['Fn::GetAtt']) return `<${arn['Fn::GetAtt'].join('.')}>`;
  if (arn['Fn::ImportValue']) return flatten(arn['Fn::ImportValue']);
  return arn.Ref ? `<${arn.Ref}>` : JSON.stringify(arn);
}

function asList<T>(value: T | T[] | undefined): T[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}
