/**
 * Deletes the source maps of what the package bundles, before it is packed: they are a fifth of it and show nobody anything. `npm ci`
 * brings them back.
 */
import { readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

interface Manifest { readonly bundledDependencies?: readonly string[]; readonly dependencies?: { readonly [name: string]: string } }

/** Deletes the maps of what the package in a folder bundles: of the packages that it names, and of those that these need. */
export function deleteBundledMaps(root: string): void {
  const folderOf = (name: string) => join(root, 'node_modules', name);
  const bundled = new Set(manifest(root).bundledDependencies);
  // A set goes on to what is added while it is gone through.
  for (const name of bundled) for (const needed of Object.keys(manifest(folderOf(name)).dependencies ?? {})) bundled.add(needed);
  for (const name of bundled) {
    const maps = readdirSync(folderOf(name), { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.map'));
    for (const file of maps) rmSync(join(folderOf(name), file));
  }
}

function manifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
}

if (require.main === module) deleteBundledMaps(join(__dirname, '..'));
