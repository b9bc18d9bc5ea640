/**
 * Facts about SageMaker instance types that follow from their names.
 *
 * Sources: the tables of instance store volumes, vCPUs and accelerators in the Amazon EC2 instance types guide; what the
 * service refuses is in the API reference of `CreateEndpointConfig` and the exclusions of deployment guardrails.
 */

const BURSTABLE = /^ml\.t\d/;
const ACCELERATED = /^ml\.(?:g\d|gr\d|p\d|inf\d|trn\d|dl\d)/;
const GPU = /^ml\.(?:g\d|gr\d|p\d)/;

const GPUS: Record<string, Record<string, number>> = {
  g4dn: { '12xlarge': 4, 'metal': 8 },
  g5: { '12xlarge': 4, '24xlarge': 4, '48xlarge': 8 },
  g6: { '12xlarge': 4, '24xlarge': 4, '48xlarge': 8 },
  g6e: { '12xlarge': 4, '24xlarge': 4, '48xlarge': 8 },
  g7e: { '12xlarge': 2, '24xlarge': 4, '48xlarge': 8 },
  p2: { '8xlarge': 8, '16xlarge': 16 },
  p3: { '8xlarge': 4, '16xlarge': 8 },
  p3dn: { '24xlarge': 8 },
  p4d: { '24xlarge': 8 },
  p4de: { '24xlarge': 8 },
  p5: { '48xlarge': 8 },
  p5e: { '48xlarge': 8 },
  p5en: { '48xlarge': 8 },
};

/** Whether the machine lives on credits for bursts. Application Auto Scaling refuses such variants. */
export function isBurstable(type: string): boolean {
  return BURSTABLE.test(type);
}

/** Whether the machine has GPUs or Neuron devices. */
export function isAccelerated(type: string): boolean {
  return ACCELERATED.test(type);
}

/** Whether deployment guardrails and shadow variants leave the type out. */
export function isInferentia1(type: string): boolean {
  return type.startsWith('ml.inf1.');
}

/** Number of GPUs; 0 for machines without. */
export function gpuCount(type: string): number {
  if (!GPU.test(type)) return 0;
  const [, family = '', size = ''] = type.split('.');
  return GPUS[family]?.[size] ?? 1;
}

/** Number of processor cores (vCPUs): four for each `xlarge`. */
export function coreCount(type: string): number {
  const size = type.split('.')[2] ?? '';
  const [, factor] = /^(\d*)xlarge$/.exec(size) ?? [];
  if (factor !== undefined) return 4 * Number(factor || '1');
  return size === 'large' || BURSTABLE.test(type) ? 2 : 1;
}
