import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { contentHash } from '../../private/names';
import { ScriptFolder } from '../../private/script-folder';

/** Where the folder of a script is in its container. */
export const CODE_FOLDER = '/opt/ml/code';

/** The API server takes a mebibyte of files, as they are written; bytes that are no text grow by a third. */
export const MOST_BYTES = 700 * 1024;

/** The folder of a script as a volume, which keeps its files as they were when a run began. */
export interface ScriptVolume {
  readonly volume: k8s.Volume;
  readonly mount: k8s.VolumeMount;
  /** The script, in its container. */
  readonly script: string;
}

/** Keeps the files of a folder in the cluster, once for each content. */
export class ScriptVolumes {
  private readonly made = new Map<string, k8s.Volume>();

  constructor(private readonly scope: Construct, private readonly name: string) {}

  /** The folder of a script of the user's own. */
  public of(directory: string, script: string): ScriptVolume {
    const folder = ScriptFolder.of(directory, script);
    const files = Object.fromEntries(folder.files.map(({ path }) => [path, readFileSync(join(folder.directory, path))]));
    return this.with(files, basename(script));
  }

  /** Files that are known by their names. */
  public with(files: Readonly<Record<string, Buffer>>, script: string): ScriptVolume {
    const hash = contentHash(Object.fromEntries(Object.entries(files).map(([path, content]) => [path, content.toString('base64')])));
    const volume = this.made.get(hash) ?? this.define(`${this.name}-${hash}`, files);
    this.made.set(hash, volume);
    return { volume, mount: { name: 'code', mountPath: CODE_FOLDER, readOnly: true }, script: `${CODE_FOLDER}/${script}` };
  }

  /** Another content has another name, so a run that has begun keeps its own. */
  private define(name: string, files: Readonly<Record<string, Buffer>>): k8s.Volume {
    const keyed = Object.entries(files).map(([path, content], index) => ({ key: `file-${index}`, path, content, isText: isText(content) }));
    const data = keyed.filter(({ isText: text }) => text).map(({ content, key }) => [key, content.toString('utf8')]);
    const binary = keyed.filter(({ isText: text }) => !text).map(({ content, key }) => [key, content.toString('base64')]);
    new k8s.KubeConfigMap(this.scope, name.slice(this.name.length + 1), {
      metadata: { name },
      immutable: true,
      data: data.length > 0 ? Object.fromEntries(data) as { [key: string]: string } : undefined,
      binaryData: binary.length > 0 ? Object.fromEntries(binary) as { [key: string]: string } : undefined,
    });
    return { name: 'code', configMap: { name, items: keyed.map(({ key, path }) => ({ key, path })) } };
  }
}

function isText(content: Buffer): boolean {
  return Buffer.from(content.toString('utf8')).equals(content);
}
