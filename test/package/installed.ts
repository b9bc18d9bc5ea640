import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Printed } from './run';

const workshop = process.env.PACKAGE_WORKSHOP!;

/** A folder that was empty, with the package, its peers and the CDK's command line. */
export const PLAIN = join(workshop, 'plain');
/** An app of `cdk init` with the package. */
export const APP = join(workshop, 'app');
/** The package, installed. */
export const PACKAGE = join(PLAIN, 'node_modules/mlops-constructs');
/** What packing and installing printed. */
export const PRINTED = JSON.parse(readFileSync(join(workshop, 'printed.json'), 'utf8')) as { pack: Printed; install: Printed };

interface Assembly { readonly types: Record<string, { readonly fqn: string; readonly name: string; readonly kind: 'class' | 'enum' | 'interface' }> }

const types = Object.values((JSON.parse(readFileSync(join(PACKAGE, '.jsii'), 'utf8')) as Assembly).types);
/** The names that stand for something at run time. */
export const VALUES = [...new Set(types.filter(({ kind }) => kind !== 'interface').map(({ fqn }) => fqn.split('.')[1]!))].sort();
/** The names of types only, which are in no namespace. */
export const TYPES = types.filter(({ fqn, kind }) => kind === 'interface' && fqn.split('.').length === 2).map(({ name }) => name).sort();

/** An empty folder inside an installation. */
export function emptyFolder(installation: string, ...names: string[]): string {
  const folder = join(installation, ...names);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** The context of an app's `cdk.json`, as the CDK's command line hands it over. */
export function contextOf(folder: string): string {
  const { context = {} } = JSON.parse(readFileSync(join(folder, 'cdk.json'), 'utf8')) as { context?: object };
  return JSON.stringify(context);
}
