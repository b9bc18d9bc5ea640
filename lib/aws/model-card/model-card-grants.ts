import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { grantKey } from '../foundation/bucket-access';

/** What the permissions are about. */
interface Card {
  readonly modelCardArn: string;
  readonly encryptionKey?: kms.IKey;
}

/**
 * Permissions on a model card.
 */
export class ModelCardGrants {
  /** @internal */
  public static _on(card: Card): ModelCardGrants {
    return new ModelCardGrants(card);
  }

  private constructor(private readonly card: Card) {}

  /** Allows reading every version of the card. */
  public read(grantee: iam.IGrantable): iam.Grant {
    return this.allow(grantee, false, 'sagemaker:DescribeModelCard', 'sagemaker:ListModelCardVersions');
  }

  /** Allows reading the card and changing what it says and how far it is: what a reviewer needs to approve it. */
  public review(grantee: iam.IGrantable): iam.Grant {
    return this.read(grantee).combine(this.allow(grantee, true, 'sagemaker:UpdateModelCard'));
  }

  private allow(grantee: iam.IGrantable, writes: boolean, ...actions: string[]): iam.Grant {
    const { encryptionKey, modelCardArn } = this.card;
    if (encryptionKey) grantKey(grantee, encryptionKey, writes);
    return iam.Grant.addToPrincipal({ grantee, actions, resourceArns: [modelCardArn] });
  }
}
