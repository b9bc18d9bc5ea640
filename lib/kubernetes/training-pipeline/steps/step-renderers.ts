import { FAIL_STEP } from './fail-step';
import { PROCESS_STEP } from './process-step';
import { REGISTER_STEP } from './register-step';
import { StepContext, StepParts, StepRenderer } from './step-template';
import { TRAIN_STEP } from './train-step';
import { StepDefinition } from '../../../definition/pipeline/step-definition';
import { StepKind } from '../../../definition/pipeline/step-kind';
import { kindOf } from '../../../definition/pipeline/step-kinds';
import { seconds } from '../../../private/units';
import { ContainerTemplate, Task } from '../../crds/argo';
import { RESTRICTED } from '../../foundation/pod-security';
import { gpuTolerations, ownResources } from '../../foundation/resources';
import { some, variables } from '../../foundation/stored-values';
import { taskName } from '../pipeline-settings';
import { prerequisites, whenOf } from './step-condition';

/** The kinds that run as containers. A condition is part of what it starts; the others a cluster cannot do. */
const RENDERERS: { readonly [K in StepKind]?: StepRenderer<K> } = {
  process: PROCESS_STEP,
  train: TRAIN_STEP,
  register: REGISTER_STEP,
  fail: FAIL_STEP,
};

/** A step of a workflow: its place in the graph, and what runs there. */
export interface RenderedStep {
  readonly task: Task;
  readonly template: ContainerTemplate;
}

/** Renders a step; nothing for a condition. */
export function renderStep(step: StepDefinition, context: StepContext): RenderedStep | undefined {
  const kind = kindOf(step);
  const renderer = kind && RENDERERS[kind] as StepRenderer<never> | undefined;
  if (kind === undefined || renderer === undefined) return undefined;
  const parts = renderer(step[kind] as never, context);
  const name = taskName(context.name);
  const { steps, tests } = prerequisites(context.settings.graph, context.name);
  return {
    task: {
      name,
      after: steps.map(taskName),
      when: whenOf(tests),
      parameters: parts.takes ?? {},
      artifacts: Object.fromEntries((parts.reads ?? []).flatMap(({ from, name: input }) => from === undefined ? [] : [[input, from]])),
    },
    template: { ...templateOf(name, parts), retry: retryOf(step) },
  };
}

function templateOf(name: string, parts: StepParts): ContainerTemplate {
  const { args, command, environment, folders, image, seconds: limit, share } = parts;
  const { mounts = [], reads = [], takes = {}, tells = [], volumes = [], writes = [] } = parts;
  // Each folder is a volume of its own: it is there, and the user may write into it.
  const written = folders.map((mountPath, index) => ({ name: `folder-${index}`, mountPath }));
  return {
    name,
    container: {
      // Argo calls it so.
      name: 'main',
      image,
      command: command && [...command],
      args: args && some([...args]),
      env: some(variables(environment)),
      resources: ownResources(share),
      securityContext: RESTRICTED,
      volumeMounts: some([...mounts, ...written]),
    },
    volumes: [...volumes, ...written.map(({ name: volume }) => ({ name: volume, emptyDir: {} }))],
    inputs: { artifacts: reads.map(({ name: input, path, place }) => ({ name: input, path, place })), parameters: Object.keys(takes) },
    outputs: { artifacts: writes, parameters: tells },
    activeDeadlineSeconds: limit,
    tolerations: gpuTolerations(share),
  };
}

/** The first attempt counts, too. */
function retryOf({ retry }: StepDefinition): ContainerTemplate['retry'] {
  return retry && { limit: (retry.attempts ?? 3) - 1, seconds: seconds(retry.interval ?? '1m') };
}
