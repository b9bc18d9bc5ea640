import { k8s } from 'cdk8s-plus-28';
import { StepKind, StepOf } from '../../../definition/pipeline/step-kind';
import { Artifact, OutputParameter } from '../../crds/argo';
import { Share } from '../../foundation/resources';
import { PipelineSettings } from '../pipeline-settings';
import { ScriptVolumes } from '../script-volume';

/** What a step is rendered with. */
export interface StepContext {
  readonly name: string;
  readonly settings: PipelineSettings;
  readonly scripts: ScriptVolumes;
}

/** What one kind of step runs, and what comes into it and out of it. */
export interface StepParts {
  readonly image: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly share: Share;
  /** Folders into which it may write. */
  readonly folders: readonly string[];
  readonly volumes?: readonly k8s.Volume[];
  readonly mounts?: readonly k8s.VolumeMount[];
  /** Files that it reads: where they are, or the task of which they are an output. */
  readonly reads?: readonly (Artifact & { readonly from?: string })[];
  /** Texts of other tasks, by name. */
  readonly takes?: Readonly<Record<string, string>>;
  readonly writes?: readonly Artifact[];
  readonly tells?: readonly OutputParameter[];
  readonly seconds?: number;
}

/** Renders one kind of step. */
export type StepRenderer<K extends StepKind> = (step: StepOf<K>, context: StepContext) => StepParts;
