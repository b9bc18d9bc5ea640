import { App, Stack } from 'aws-cdk-lib';
import { LockDefinition, MlopsDefinition } from '../../lib/definition';
import { MlopsStacks } from '../../lib/synth/aws/mlops-stacks';
import { platformAt } from '../../lib/synth/platforms';
import { checkSystem } from '../../lib/synth/system/check-system';
import { StackTemplate, templatesOf } from '../../lib/testing/assembly-templates';
import { lostResources } from '../quality/replacement';

/** What holds data, or cannot be taken away while something uses it. */
const HELD = new Set([
  'AWS::CodeArtifact::Domain',
  'AWS::CodeArtifact::Repository',
  'AWS::EC2::SecurityGroup',
  'AWS::EC2::Subnet',
  'AWS::EC2::VPC',
  'AWS::KMS::Alias',
  'AWS::KMS::Key',
  'AWS::S3::Bucket',
  'AWS::SageMaker::FeatureGroup',
  'AWS::SageMaker::MlflowApp',
  'AWS::SageMaker::MlflowTrackingServer',
  'AWS::SageMaker::ModelPackageGroup',
  'AWS::SageMaker::Pipeline',
]);

interface System {
  /** Account and region of every stack. */
  readonly places: Map<string, string>;
  readonly templates: Map<string, StackTemplate>;
}

/** The record of a definition, as `mlops lock` writes it. */
export function recordOf(definition: MlopsDefinition): LockDefinition {
  const each = <T>(record: (name: string) => T) => Object.fromEntries(Object.keys(definition.environments).map(name => [name, record(name)]));
  return {
    version: 1,
    environments: {},
    features: each(() => definition.features ?? {}),
    state: each(name => platformAt(definition, name).stateOf(definition, name)),
  };
}

/** What is wrong with a definition, held against a record; nothing when it may be deployed. */
export function faultsOf(definition: MlopsDefinition, lock: LockDefinition, directory: string): string | undefined {
  try {
    checkSystem(definition, lock, directory);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

export function synthesised(definition: MlopsDefinition, directory: string): System {
  const app = new App();
  const stacks = new MlopsStacks(app, 'System', { definition, directory });
  const places = new Map(stacks.node.findAll().filter(Stack.isStack).map(stack => [stack.node.path, stack.environment]));
  return { places, templates: templatesOf(app.synth().directory) };
}

/**
 * What an edit that nobody has refused would do to a system that is deployed: data that is replaced or left behind, and exports
 * that are taken back while another stack imports them, which CloudFormation refuses.
 */
export function harmOf(before: System, after: System): string[] {
  const lost = lostResources(before.templates, after.templates).filter(({ type }) => HELD.has(type)).map(({ because, path, type }) => `${type} ${path} (${because})`);
  const moved = [...after.places].filter(([stack, place]) => before.places.has(stack) && before.places.get(stack) !== place).map(([stack]) => `${stack} moves`);
  const imported = JSON.stringify([...before.templates.values()]);
  const left = exportsOf(after);
  const missing = [...exportsOf(before)].filter(([name, value]) => imported.includes(`"Fn::ImportValue":"${name}"`) && left.get(name) !== value);
  return [...lost, ...moved, ...missing.map(([name]) => `export ${name} is taken back or changed`)];
}

function exportsOf({ templates }: System): Map<string, string> {
  const outputs = [...templates.values()].flatMap(({ Outputs }) => Object.values(Outputs ?? {}) as { Value: unknown; Export?: { Name: string } }[]);
  return new Map(outputs.flatMap(({ Export, Value }) => (Export ? [[Export.Name, JSON.stringify(Value)]] : [])));
}
