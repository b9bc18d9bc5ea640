import { App, Stack, Tags } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as sagemaker from 'aws-cdk-lib/aws-sagemaker';
import { ModelEndpoint } from '../../../lib/aws/model-endpoint';

/** The names of the model and of the configuration of an endpoint, after somebody changed its resources. */
function names(change: (endpoint: ModelEndpoint) => void = () => undefined): { model: unknown; config: unknown; served: unknown } {
  const stack = new Stack(new App(), 'Stack', { env: { region: 'eu-west-1' } });
  const endpoint = new ModelEndpoint(stack, 'Endpoint', {
    model: { artifact: 's3://models/risk/7/model.tar.gz', framework: 'xgboost' },
    compute: { instances: { type: 'ml.c5.large' } },
  });
  change(endpoint);
  const template = Template.fromStack(stack);
  const of = (type: string) => Object.values(template.findResources(type))[0]!.Properties as Record<string, unknown>;
  const { EndpointConfigName: config, ProductionVariants: variants } = of('AWS::SageMaker::EndpointConfig');
  return { model: of('AWS::SageMaker::Model').ModelName, config, served: (variants as { ModelName: unknown }[])[0]!.ModelName };
}

const resource = <T>(endpoint: ModelEndpoint, type: new (...args: never[]) => T): T =>
  endpoint.node.findAll().find(construct => construct instanceof type) as T;
const model = (endpoint: ModelEndpoint) => resource(endpoint, sagemaker.CfnModel);
const config = (endpoint: ModelEndpoint) => resource(endpoint, sagemaker.CfnEndpointConfig);

const asMade = names();

test('what nobody overrides is named by its content', () => {
  expect(names()).toEqual(asMade);
  expect(asMade.served).toBe(asMade.model);
});

test.each<[string, (endpoint: ModelEndpoint) => void]>([
  ['an override of a property', endpoint => model(endpoint).addPropertyOverride('PrimaryContainer.Environment.THREADS', '4')],
  ['a property that is deleted', endpoint => model(endpoint).addPropertyDeletionOverride('EnableNetworkIsolation')],
  ['an override of the resource', endpoint => model(endpoint).addOverride('Properties.EnableNetworkIsolation', false)],
  ['a property that is set anew', endpoint => { model(endpoint).enableNetworkIsolation = false; }],
])('%s gives the model another name, and the configuration that names it', (_, change) => {
  const changed = names(change);
  expect(changed.model).not.toBe(asMade.model);
  expect(changed.served).toBe(changed.model);
  expect(changed.config).not.toBe(asMade.config);
  expect(names(change)).toEqual(changed);
});

test('two changes give two names', () => {
  const changes: ((endpoint: ModelEndpoint) => void)[] = [
    endpoint => model(endpoint).addPropertyOverride('PrimaryContainer.Environment.THREADS', '4'),
    endpoint => model(endpoint).addPropertyOverride('PrimaryContainer.Environment.THREADS', '8'),
    endpoint => model(endpoint).addPropertyDeletionOverride('EnableNetworkIsolation'),
    endpoint => model(endpoint).addPropertyDeletionOverride('PrimaryContainer.Environment'),
    endpoint => { model(endpoint).enableNetworkIsolation = false; },
    endpoint => { model(endpoint).enableNetworkIsolation = undefined; },
  ];
  expect(new Set(changes.map(change => names(change).model)).size).toBe(changes.length);
});

test('an override of the configuration gives it another name, and not the model', () => {
  const changed = names(endpoint => config(endpoint).addPropertyOverride('ProductionVariants.0.VolumeSizeInGB', 64));
  expect(changed).toMatchObject({ model: asMade.model, config: expect.not.stringMatching(String(asMade.config)) });
});

test('what CloudFormation changes in place keeps the names: tags, and what is no property', () => {
  expect(names(endpoint => {
    Tags.of(endpoint).add('team', 'risk');
    model(endpoint).addPropertyOverride('Tags', [{ Key: 'team', Value: 'risk' }]);
    config(endpoint).addMetadata('reviewed', true);
  })).toEqual(asMade);
});

test('names stay as short as SageMaker wants them', () => {
  expect(String(names(endpoint => model(endpoint).addPropertyOverride('PrimaryContainer.Environment.THREADS', '4')).model).length).toBeLessThanOrEqual(63);
});
