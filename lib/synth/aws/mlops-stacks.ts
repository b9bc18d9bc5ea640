import { CrossStackReferences, ReferenceStrength } from 'aws-cdk-lib';
import { DEFAULT_CROSS_STACK_REFERENCES } from 'aws-cdk-lib/cx-api';
import { Construct } from 'constructs';
import { EnvironmentStacks } from './environment-stacks';
import { IMlopsEnvironment } from './mlops-environment';
import { checkPropNames } from '../../aws/foundation/check-props';
import { LockDefinition, MlopsDefinition } from '../../definition';
import { awsPlaces } from '../../definition/places';
import { selectedModels } from '../system/selected-models';
import { SystemFiles } from '../system/system-files';

/**
 * The system that becomes stacks, and what is known about it besides.
 */
export interface MlopsStacksProps {
  /** The system: loaded with `DefinitionFile.load`, or written in code. */
  readonly definition: MlopsDefinition;

  /**
   * The versions that are deployed, by environment and model.
   *
   * @default - the serving stack of a model with a pipeline takes the version as a parameter, `ModelPackageArn`, which a delivery fills
   * in; without a delivery it is left out
   */
  readonly lock?: LockDefinition;

  /**
   * The only models that get stacks, by name. The platform stacks are there in any case.
   *
   * @default - the names in the context value `mlops-constructs:models`, separated by commas; else all models
   */
  readonly models?: string[];

  /**
   * The folder that paths in the definition are relative to.
   *
   * @default - the folder of the definition's file, else the working directory
   */
  readonly directory?: string;
}

/**
 * The whole system: for each environment a platform stack, and for each model the stacks that train, serve, watch and
 * deliver it. No stack grows with the number of models.
 *
 * @example
 * new MlopsStacks(app, 'CreditRisk', { definition: DefinitionFile.load('mlops.yaml') });
 */
export class MlopsStacks extends Construct {
  /**
   * Reads the definition and, beside it, `mlops.lock.json` when there is one. Everything that is wrong with them is said at
   * once, with file, line and column.
   *
   * @param scope the app or stage
   * @param id begins the names of the stacks
   * @param definitionFile the definition, in YAML or JSON
   */
  public static fromFile(scope: Construct, id: string, definitionFile: string): MlopsStacks {
    const { definition, lock } = SystemFiles.read(definitionFile);
    return new MlopsStacks(scope, id, { definition, lock });
  }

  /** The environments, by name. */
  public readonly environments: { [name: string]: IMlopsEnvironment };

  constructor(scope: Construct, id: string, props: MlopsStacksProps) {
    super(scope, id);
    checkPropNames(this, props);
    referStrongly(this);
    const { lock } = props;
    const { definition, directory } = SystemFiles.checked(props);
    const models = selectedModels(this, definition, props.models);

    const environments = awsPlaces(definition).map(([name, aws, environment]) => new EnvironmentStacks(this, name, {
      system: definition,
      environmentName: name,
      environment,
      aws,
      directory,
      models,
      lock,
    }));
    environments.forEach(environment => environment.addDelivery(environments));
    this.environments = Object.fromEntries(environments.map(environment => [environment.name, environment]));
  }
}

/** The platform exports what models may use, so that nothing that is in use can be taken away. An app that has chosen otherwise keeps its choice. */
function referStrongly(scope: Construct): void {
  if (scope.node.tryGetContext(DEFAULT_CROSS_STACK_REFERENCES) !== undefined) return;
  CrossStackReferences.of(scope).consume(ReferenceStrength.STRONG);
}
