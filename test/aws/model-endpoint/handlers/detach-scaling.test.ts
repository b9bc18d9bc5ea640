import { handler } from '../../../../lib/aws/model-endpoint/handlers/detach-scaling';
import { EndpointPlan } from '../../../../lib/aws/model-endpoint/handlers/logic/endpoint-plan';
import { faults, Loopback } from '../../foundation/handlers/loopback';
import { ScalingAccount } from '../../foundation/handlers/scaling-account';
import { plan, resourceEvent, variant } from '../../foundation/handlers/scaling-events';

let aws: Loopback;
let account: ScalingAccount;

beforeAll(async () => {
  aws = await Loopback.start();
  Object.assign(process.env, aws.environment);
  for (const stream of ['log', 'error'] as const) jest.spyOn(console, stream).mockImplementation();
});
afterAll(() => aws.stop());

/** An endpoint with one variant `blue` on the machines of a plan, which scales by it. */
async function scaling(by: EndpointPlan): Promise<void> {
  account = new ScalingAccount('risk', Object.fromEntries(by.Variants.map(({ Name, InstanceType }) => [Name, InstanceType])));
  aws.serve(account.operations);
  await handler(resourceEvent(aws, 'After', 'Create', by));
  expect(account.scalesBy(by)).toBe(true);
}

const before = (now: EndpointPlan, old: EndpointPlan) => handler(resourceEvent(aws, 'Before', 'Update', now, old));
const after = (now: EndpointPlan, old: EndpointPlan) => handler(resourceEvent(aws, 'After', 'Update', now, old));
const last = () => account.answers[account.answers.length - 1];

const M5 = plan(variant('blue', 'ml.m5.large'));
const C5 = plan(variant('blue', 'ml.c5.large'));

test('another instance type is taken, although the variant scales before and after', async () => {
  await scaling(M5);
  expect(account.update({ blue: 'ml.c5.large' })).toBe(false);
  await before(C5, M5);
  expect(account.targets.size).toBe(0);
  expect(account.alarms.size).toBe(0);
  expect(account.update({ blue: 'ml.c5.large' })).toBe(true);
  await after(C5, M5);
  expect(account.scalesBy(C5)).toBe(true);
  expect(account.answers.map(({ Status, PhysicalResourceId }) => [Status, PhysicalResourceId])).toEqual([
    ['SUCCESS', 'After-risk'], ['SUCCESS', 'Before-risk'], ['SUCCESS', 'After-risk'],
  ]);
});

test('other limits or policies on the same machines never take the variant out of scaling', async () => {
  await scaling(M5);
  const other = plan(variant('blue', 'ml.m5.large', { MaxCapacity: 9, Policies: [{ PolicyName: 'Concurrency', PolicyType: 'TargetTrackingScaling' }], ScheduledActions: [] }));
  await before(other, M5);
  expect(account.targets.size).toBe(1);
  await after(other, M5);
  expect(account.scalesBy(other)).toBe(true);
  expect(aws.inputs('DeregisterScalableTarget')).toEqual([]);
});

test('only the variant that changes is taken out', async () => {
  const two = plan(variant('blue', 'ml.m5.large'), variant('green', 'ml.m5.large'));
  await scaling(two);
  await before(plan(variant('blue', 'ml.m5.large'), variant('green', 'ml.c5.large')), two);
  expect([...account.targets.keys()]).toEqual(['endpoint/risk/variant/blue']);
});

test('a variant that is gone from the definition is taken out before the endpoint loses it', async () => {
  const two = plan(variant('blue', 'ml.m5.large'), variant('green', 'ml.m5.large'));
  await scaling(two);
  await before(M5, two);
  expect(account.update({ blue: 'ml.m5.large' })).toBe(true);
  await after(M5, two);
  expect(account.scalesBy(M5)).toBe(true);
});

describe('when the deployment is rolled back', () => {
  test('because SageMaker could not make the update, scaling comes back with the machines that stayed', async () => {
    await scaling(M5);
    await before(C5, M5);
    // The endpoint keeps its machines; CloudFormation goes back through the resources that it has changed, which `After` is not.
    await before(M5, C5);
    expect(account.scalesBy(M5)).toBe(true);
  });

  test('after the update, the endpoint gets its old machines and scales again', async () => {
    await scaling(M5);
    await before(C5, M5);
    account.update({ blue: 'ml.c5.large' });
    await after(C5, M5);
    await before(M5, C5);
    expect(account.update({ blue: 'ml.m5.large' })).toBe(true);
    await after(M5, C5);
    expect(account.scalesBy(M5)).toBe(true);
  });

  test('after the update and before `After`, the rule brings scaling back as soon as the endpoint has settled', async () => {
    await scaling(M5);
    await before(C5, M5);
    account.update({ blue: 'ml.c5.large' });
    await before(M5, C5);
    account.update({ blue: 'ml.m5.large' });
    account.status = 'Updating';
    await handler(M5);
    expect(account.targets.size).toBe(0);
    account.status = 'InService';
    await handler(M5);
    expect(account.scalesBy(M5)).toBe(true);
  });
});

test('the rule leaves machines alone that are not those of the plan', async () => {
  await scaling(M5);
  await before(C5, M5);
  await handler(C5);
  expect(account.targets.size).toBe(0);
});

test('the rule puts back what somebody has deleted, and keeps limits that a schedule has set', async () => {
  await scaling(M5);
  account.alarms.clear();
  account.targets.get('endpoint/risk/variant/blue')!.policies.clear();
  await handler(M5);
  expect(account.scalesBy(M5)).toBe(true);
  expect(aws.inputs('RegisterScalableTarget')).toHaveLength(1);
});

test('fails instead of sharing a variant with scaling that CloudFormation owns, and says how it is handed over', async () => {
  await scaling(M5);
  account.targets.get('endpoint/risk/variant/blue')!.policies.set('4711-Invocations', 'arn');
  await handler(resourceEvent(aws, 'After', 'Create', M5));
  expect(last()).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining('endpoint/risk/variant/blue scales already by 4711-Invocations') });
  expect(last().Reason).toContain('deploy once with `detachScaling: true` and without `scale`');
});

test('goes with the construct, and leaves a target that others scale with', async () => {
  await scaling(M5);
  await handler(resourceEvent(aws, 'After', 'Delete', M5));
  expect([account.targets.size, account.alarms.size]).toEqual([0, 0]);
  await scaling(M5);
  account.targets.get('endpoint/risk/variant/blue')!.policies.set('theirs', 'arn');
  await handler(resourceEvent(aws, 'After', 'Delete', M5));
  expect([...account.targets.get('endpoint/risk/variant/blue')!.policies.keys()]).toEqual(['theirs']);
});

test('an endpoint that is gone is no failure', async () => {
  account = new ScalingAccount('risk');
  aws.serve(account.operations);
  await before(C5, M5);
  await handler(M5);
  await handler(resourceEvent(aws, 'After', 'Delete', M5));
  expect(account.answers.map(({ Status }) => Status)).toEqual(['SUCCESS', 'SUCCESS']);
});

describe('an error', () => {
  test('that stays is told to CloudFormation, which waits for an answer', async () => {
    await scaling(M5);
    aws.disturbance = faults({ operation: 'DescribeEndpoint', fault: 'refused' });
    await before(C5, M5);
    expect(last()).toMatchObject({ Status: 'FAILED', Reason: 'AccessDeniedException: not now', LogicalResourceId: 'Before' });
  });

  test('that passes is thrown, so that the function is called again', async () => {
    await scaling(M5);
    aws.disturbance = faults({ operation: 'DescribeEndpoint', fault: 'expired' });
    await expect(before(C5, M5)).rejects.toThrow('expired');
    expect(account.answers).toHaveLength(1);
  });
});
