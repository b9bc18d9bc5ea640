/**
 * Provides resources that the CloudFormation emulator does not know, by the API of the emulator that knows the service.
 * CloudFormation itself resolves their properties, orders them and updates them; this function only makes the calls.
 */
const { S3Client, GetObjectCommand } = require('@aws-sdk/client-s3');
const autoScaling = require('@aws-sdk/client-application-auto-scaling');
const codepipeline = require('@aws-sdk/client-codepipeline');
const sagemaker = require('@aws-sdk/client-sagemaker');

const clients = [
  [sagemaker, new sagemaker.SageMakerClient({})],
  [codepipeline, new codepipeline.CodePipelineClient({})],
  [autoScaling, new autoScaling.ApplicationAutoScalingClient({})],
];
const calls = ([commands, client]) => (name, input) => client.send(new commands[`${name}Command`](input));
const [call, callCodePipeline, callScaling] = clients.map(calls);

/** For each type: the API's noun, what names it, what only CloudFormation knows, what a reference to it is, and how it is changed in place. */
const TYPES = {
  'AWS::SageMaker::Model': { noun: 'Model', attributes: ['ModelName'] },
  'AWS::SageMaker::EndpointConfig': { noun: 'EndpointConfig', attributes: ['EndpointConfigName'] },
  'AWS::SageMaker::Endpoint': {
    noun: 'Endpoint',
    attributes: ['EndpointName'],
    omit: ['RetainAllVariantProperties', 'ExcludeRetainedVariantProperties', 'RetainDeploymentConfig'],
    // moto has no UpdateEndpoint, and so does not refuse what Amazon SageMaker refuses.
    update: async (input, create) => {
      await refuseScaled(input);
      await call('DeleteEndpoint', { EndpointName: input.EndpointName });
      return create(input);
    },
  },
  'AWS::SageMaker::ModelPackageGroup': { noun: 'ModelPackageGroup', attributes: ['ModelPackageGroupName'], omit: ['ModelPackageGroupPolicy'], update: kept },
  'AWS::SageMaker::FeatureGroup': { noun: 'FeatureGroup', attributes: ['FeatureGroupName'], reference: input => input.FeatureGroupName, update: kept },
  'AWS::SageMaker::Pipeline': {
    noun: 'Pipeline',
    attributes: ['PipelineName'],
    reference: input => input.PipelineName,
    prepare: async ({ PipelineDefinition: { PipelineDefinitionBody, PipelineDefinitionS3Location: at }, ...rest }) => ({
      ...rest, PipelineDefinition: PipelineDefinitionBody ?? await text(at.Bucket, at.Key),
    }),
    update: async ({ Tags, ...input }) => call('UpdatePipeline', input),
  },
  'AWS::ApplicationAutoScaling::ScalableTarget': {
    attributes: ['ResourceId'],
    reference: ({ ResourceId, ScalableDimension, ServiceNamespace }) => [ResourceId, ScalableDimension, ServiceNamespace].join('|'),
    create: async ({ Tags, ScheduledActions, ...target }) => callScaling('RegisterScalableTarget', target),
    update: async (input, create) => create(input),
    remove: async ({ ResourceId, ScalableDimension, ServiceNamespace }) => callScaling('DeregisterScalableTarget', { ResourceId, ScalableDimension, ServiceNamespace }),
  },
  'AWS::ApplicationAutoScaling::ScalingPolicy': {
    attributes: ['PolicyName'],
    reference: ({ PolicyName }) => `policyName/${PolicyName}`,
    create: async ({ ScalingTargetId, ...policy }) => callScaling('PutScalingPolicy', { ...policy, ...targetOf(ScalingTargetId) }),
    update: async (input, create) => create(input),
    remove: async ({ ScalingTargetId, PolicyName }) => callScaling('DeleteScalingPolicy', { PolicyName, ...targetOf(ScalingTargetId) }),
  },
  'AWS::CodePipeline::Pipeline': {
    attributes: ['Name'],
    reference: input => input.Name,
    create: async ({ Tags, ...pipeline }) => callCodePipeline('CreatePipeline', { pipeline: camelCased(pipeline) }),
    update: async (input, create) => create(input),
    remove: kept,
  },
};

exports.handler = async event => {
  const { Type, Properties } = event.ResourceProperties;
  const { noun, attributes, reference, omit = [], prepare = input => input, update = kept } = TYPES[Type];
  const { create = input => call(`Create${noun}`, input), remove = input => call(`Delete${noun}`, { [attributes[0]]: input[attributes[0]] }) } = TYPES[Type];
  const answer = { Status: 'SUCCESS', StackId: event.StackId, RequestId: event.RequestId, LogicalResourceId: event.LogicalResourceId };
  try {
    const input = await prepare(Object.fromEntries(Object.entries(Properties).filter(([name]) => !omit.includes(name))));
    const name = input[attributes[0]];
    const named = event.OldResourceProperties?.Properties[attributes[0]] === name;
    if (event.RequestType === 'Delete') await remove(input).catch(error => console.log(String(error)));
    else if (event.RequestType === 'Update' && named) await update(input, create);
    else await create(input);
    answer.PhysicalResourceId = reference ? reference(input) : `arn:aws:sagemaker:${process.env.AWS_REGION}:${event.StackId.split(':')[4]}:${noun.toLowerCase()}/${name}`;
    answer.Data = Object.fromEntries(attributes.map(attribute => [attribute, input[attribute]]));
  } catch (error) {
    console.error(error);
    Object.assign(answer, { Status: 'FAILED', Reason: `${Type}: ${error}`, PhysicalResourceId: event.PhysicalResourceId ?? 'none' });
  }
  await fetch(event.ResponseURL, { method: 'PUT', body: JSON.stringify(answer) });
};

async function kept() {}

/** A variant that is registered for scaling keeps its instance type. */
async function refuseScaled({ EndpointName, EndpointConfigName }) {
  const current = await call('DescribeEndpoint', { EndpointName });
  const [types, wanted] = await Promise.all([current.EndpointConfigName, EndpointConfigName].map(typesOf));
  for (const [name, type] of Object.entries(types)) {
    const { ScalableTargets } = await callScaling('DescribeScalableTargets', {
      ServiceNamespace: 'sagemaker', ScalableDimension: 'sagemaker:variant:DesiredInstanceCount', ResourceIds: [`endpoint/${EndpointName}/variant/${name}`],
    });
    if (wanted[name] !== type && ScalableTargets.length > 0) {
      throw new Error(`The variant ${name} is registered for scaling; its instance type cannot become ${wanted[name]}`);
    }
  }
}

/** The parts of a reference to a scalable target. */
function targetOf(reference) {
  const [ResourceId, ScalableDimension, ServiceNamespace] = reference.split('|');
  return { ResourceId, ScalableDimension, ServiceNamespace };
}

async function typesOf(EndpointConfigName) {
  const { ProductionVariants } = await call('DescribeEndpointConfig', { EndpointConfigName });
  return Object.fromEntries(ProductionVariants.map(({ VariantName, InstanceType }) => [VariantName, InstanceType]));
}

/** CloudFormation begins names with a capital, the API of AWS CodePipeline does not; configurations of actions are alike. */
function camelCased(value) {
  if (Array.isArray(value)) return value.map(camelCased);
  if (typeof value !== 'object' || value === null) return value;
  const renamed = name => name.charAt(0).toLowerCase() + name.slice(1);
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [renamed(name), name === 'Configuration' ? item : camelCased(item)]));
}

async function text(Bucket, Key) {
  const { Body } = await new S3Client({}).send(new GetObjectCommand({ Bucket, Key }));
  return Body.transformToString();
}
