import { PipelineDefinition, RegistryDefinition } from '../../definition';
import { KubernetesIdentityDefinition } from '../../definition/kubernetes-identity-definition';
import { StepGraph } from '../../definition/pipeline/step-graph';

/** What a pipeline is asked for, and where. */
export interface AskedPipeline {
  readonly pipeline: PipelineDefinition;
  readonly name: string;
  readonly namespace: string;
  /** Where results and models are kept. */
  readonly files: string;
  readonly identity?: KubernetesIdentityDefinition;
  /** The folder that the paths of scripts are relative to. */
  readonly directory: string;
  readonly trackingUri?: string;
  readonly registry?: RegistryDefinition;
}

/** A pipeline as it was asked for, with what holds where nothing was said. */
export interface PipelineSettings extends AskedPipeline {
  readonly graph: StepGraph;
  /** The model in the registry of MLflow that versions are of. */
  readonly registeredModel: string;
}

/** Every default in one place. */
export function pipelineSettings(asked: AskedPipeline): PipelineSettings {
  return { ...asked, graph: new StepGraph(asked.pipeline.steps ?? {}), registeredModel: asked.registry?.group ?? asked.name };
}

/** Pods have names of lower-case letters, which are made of those of steps; no two steps differ in upper and lower case alone. */
export function taskName(step: string): string {
  return step.toLowerCase();
}

