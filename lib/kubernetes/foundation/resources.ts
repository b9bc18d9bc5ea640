import { k8s } from 'cdk8s-plus-28';

/** What one copy of a container gets: cores, mebibytes of memory, GPUs, mebibytes of the machine's disk. */
export interface Share {
  readonly cpu: number;
  readonly memory: number;
  readonly gpus?: number;
  readonly storage?: number;
}

/** What is asked for is what is had: a copy is never evicted for having taken more. The amounts are written as the API server stores them. */
export function ownResources({ cpu, gpus = 0, memory, storage }: Share): k8s.ResourceRequirements {
  const amounts = {
    cpu: k8s.Quantity.fromString(Number.isInteger(cpu) ? `${cpu}` : `${Math.round(cpu * 1000)}m`),
    memory: amountOf(memory),
    ...storage !== undefined && { 'ephemeral-storage': amountOf(storage) },
    ...gpus > 0 && { [GPU]: k8s.Quantity.fromString(`${gpus}`) },
  };
  return { requests: amounts, limits: amounts };
}

/** An amount of mebibytes. */
export function amountOf(mebibytes: number): k8s.Quantity {
  return k8s.Quantity.fromString(mebibytes % 1024 === 0 ? `${mebibytes / 1024}Gi` : `${mebibytes}Mi`);
}

/** Machines with GPUs keep away whoever does not say that it wants one. */
export function gpuTolerations({ gpus = 0 }: Pick<Share, 'gpus'>): k8s.Toleration[] | undefined {
  return gpus > 0 ? [{ key: GPU, operator: 'Exists', effect: 'NoSchedule' }] : undefined;
}

const GPU = 'nvidia.com/gpu';
