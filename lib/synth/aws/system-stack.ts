import { CfnElement, CfnOutput, PermissionsBoundary, Stack, StackProps } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { EnvironmentPlace, ModelPlace } from './model-place';
import { applyTags } from '../../aws/foundation/tags';
import { physicalName } from '../../private/names';

/** A stack of a system, named, placed and tagged as all of them are. */
export abstract class SystemStack extends Stack {
  private readonly logicalIds = new Map<CfnElement, string>();

  /** `description` says what the stack holds. */
  constructor(scope: Construct, id: string, place: EnvironmentPlace, description: string) {
    super(scope, id, stackProps(scope, id, place, description));
    applyTags(this, tagsOf(place));
  }

  /** Shows people and scripts, after a deployment, where something is. */
  protected show(name: string, description: string, value: string): void {
    new CfnOutput(this, name, { description, value });
  }

  /** The CDK hashes the path of an element each time that something refers to it; the path never changes. */
  protected override allocateLogicalId(element: CfnElement): string {
    const known = this.logicalIds.get(element) ?? super.allocateLogicalId(element);
    this.logicalIds.set(element, known);
    return known;
  }
}

/** Name, account, region and protection of the stack below a scope; `description` says what it holds. */
function stackProps(scope: Construct, id: string, { aws, environment }: EnvironmentPlace, description: string): StackProps {
  const { account, permissionsBoundary, region } = aws;
  return {
    // For people, who type it: the CDK's own name for a stack below other constructs ends in a hash.
    stackName: physicalName([...scope.node.path.split('/'), id], 128),
    env: { account, region },
    description,
    terminationProtection: environment.protected ?? false,
    permissionsBoundary: permissionsBoundary === undefined ? undefined : PermissionsBoundary.fromArn(permissionsBoundary),
  };
}

/** The tags of everything in an environment, and of everything of a model. The definition's own tags win. */
export function tagsOf(place: EnvironmentPlace | ModelPlace): { [key: string]: string } {
  return {
    'mlops:system': place.system.name,
    'mlops:environment': place.environmentName,
    ...('modelName' in place && { 'mlops:model': place.modelName, 'mlops:risk': place.model.risk ?? 'medium' }),
    ...place.system.tags,
  };
}
