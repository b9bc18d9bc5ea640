import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Stack, Stage } from 'aws-cdk-lib';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { Construct } from 'constructs';
import { MlopsError } from '../../private/errors';
import { contentHash } from '../../private/names';

/** Up to here a definition stays in the template, where a reviewer reads it. */
const INLINE_BYTES = 32 * 1024;
/** The service takes no more. */
export const SERVICE_BYTES = 1024 * 1024;

/**
 * Where the service finds the definition of a pipeline. A large one is uploaded under a name that is its content, because
 * CloudFormation does not see a change behind a name that stays. What is only known at deployment has to stay in the template.
 */
export function definitionLocation(scope: Construct, text: string): Record<string, unknown> {
  const resolved: unknown = Stack.of(scope).resolve(text);
  const isLiteral = typeof resolved === 'string';
  const bytes = Buffer.byteLength(isLiteral ? resolved : JSON.stringify(resolved));
  if (bytes > SERVICE_BYTES) {
    throw new MlopsError('PipelineTooLarge', `${scope.node.path}: the definition has ${bytes} bytes, the service takes at most ${SERVICE_BYTES}; `
      + 'split the pipeline');
  }
  if (bytes <= INLINE_BYTES || !isLiteral) return { PipelineDefinitionBody: text };
  const asset = textAsset(scope, resolved);
  return { PipelineDefinitionS3Location: { Bucket: asset.s3BucketName, Key: asset.s3ObjectKey } };
}

function textAsset(scope: Construct, text: string): Asset {
  const { assetOutdir } = Stage.of(scope)!;
  mkdirSync(assetOutdir, { recursive: true });
  const path = join(assetOutdir, `pipeline.${contentHash(text)}.json`);
  writeFileSync(path, text);
  return new Asset(scope, 'Definition', { path });
}
