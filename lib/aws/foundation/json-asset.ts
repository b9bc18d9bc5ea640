import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Stage } from 'aws-cdk-lib';
import * as assets from 'aws-cdk-lib/aws-s3-assets';
import { Construct } from 'constructs';
import { contentHash } from '../../private/names';

/** A JSON file among the stack's assets, named by its content. The content must hold no token. */
export function jsonAsset(scope: Construct, id: string, content: object): assets.Asset {
  const { assetOutdir } = Stage.of(scope)!;
  const path = join(assetOutdir, `content.${contentHash(content)}.json`);
  mkdirSync(assetOutdir, { recursive: true });
  writeFileSync(path, `${JSON.stringify(content, undefined, 2)}\n`);
  return new assets.Asset(scope, id, { path });
}
