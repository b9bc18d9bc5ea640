import { ArnFormat, Names, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { CfnModelCard } from 'aws-cdk-lib/aws-sagemaker';
import { Construct, IConstruct } from 'constructs';
import { cardContent, cardEvaluations } from './card-content';
import { ModelCardGrants } from './model-card-grants';
import { modelCardLimits } from './model-card-limits';
import { ModelCardProps } from './model-card-props';
import { checkProps } from '../foundation/check-props';
import { encryptionKey } from '../foundation/encryption-key';

const STATUS = { 'archived': 'Archived', 'draft': 'Draft', 'pending-review': 'PendingReview' } as const;

/**
 * What people must know of a model to judge it: a SageMaker model card.
 */
export interface IModelCard extends IConstruct {
  /** Name of the card. */
  readonly modelCardName: string;

  /** ARN of the card. */
  readonly modelCardArn: string;

  /** The key that encrypts the card, when it is known. */
  readonly encryptionKey?: kms.IKey;

  /** Allows reading and reviewing the card. */
  readonly grants: ModelCardGrants;
}

/**
 * What people must know of a model to judge it: a SageMaker model card. Each change of what it says is a new version of it, and it is kept when
 * its stack is deleted.
 *
 * @example
 * new ModelCard(this, 'Card', {
 *   modelName: 'churn',
 *   owner: 'shop-ml@example.com',
 *   risk: 'medium',
 *   intendedUse: 'Rank customers by the risk that they leave, for an offer.',
 *   limits: 'Customers of less than a month are hardly known.',
 * });
 */
export class ModelCard extends Construct implements IModelCard {
  /** A card that is there already, in the same account and region. */
  public static fromModelCardName(scope: Construct, id: string, modelCardName: string): IModelCard {
    class Import extends Construct implements IModelCard {
      public readonly modelCardName = modelCardName;
      public readonly modelCardArn = modelCardArn(this, modelCardName);
      public readonly grants = ModelCardGrants._on(this);
    }
    return new Import(scope, id);
  }

  public readonly modelCardName: string;
  public readonly modelCardArn: string;
  public readonly encryptionKey?: kms.IKey;
  public readonly grants: ModelCardGrants;

  constructor(scope: Construct, id: string, props: ModelCardProps = {}) {
    super(scope, id);
    checkProps(this, 'ModelCardDefinition', props, { parts: { pipeline: 'PipelineDefinition' }, limits: [modelCardLimits] });

    const key = encryptionKey(this, props);
    this.encryptionKey = key;
    this.modelCardName = props.modelCardName ?? Names.uniqueResourceName(this, { maxLength: 63, separator: '-' });
    this.modelCardArn = modelCardArn(this, this.modelCardName);
    this.grants = ModelCardGrants._on(this);
    const card = new CfnModelCard(this, 'Resource', {
      modelCardName: this.modelCardName,
      modelCardStatus: STATUS[props.status ?? 'draft'],
      content: cardContent(props),
      securityConfig: { kmsKeyId: key.keyArn },
    });
    const evaluations = cardEvaluations(props);
    if (evaluations.length > 0) card.addPropertyOverride('Content.EvaluationDetails', evaluations);
    // Its versions are evidence of what was known when.
    card.applyRemovalPolicy(RemovalPolicy.RETAIN);
  }
}

function modelCardArn(scope: IConstruct, resourceName: string): string {
  return Stack.of(scope).formatArn({ service: 'sagemaker', resource: 'model-card', resourceName, arnFormat: ArnFormat.SLASH_RESOURCE_NAME });
}
