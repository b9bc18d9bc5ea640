import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { ModelCard, ModelCardProps } from '../../../lib/aws/model-card';
import { checkedApp, findings } from '../../quality/policy-checks';
import { CREDIT_RISK, Json } from '../training-pipeline/pipelines';

const ENVIRONMENT = { account: '111111111111', region: 'eu-west-1' };
const TYPE = 'AWS::SageMaker::ModelCard';

function cardOf(props: ModelCardProps): Json {
  const stack = new Stack(new App(), 'Stack', { env: ENVIRONMENT });
  new ModelCard(stack, 'Card', props);
  const [card] = Object.values(Template.fromStack(stack).findResources(TYPE));
  return card;
}

describe('a card', () => {
  test('is a draft that is encrypted with a key of its own and kept, and says no more than is known', () => {
    const { DeletionPolicy, Properties } = cardOf({});
    expect(DeletionPolicy).toBe('Retain');
    expect(Properties).toEqual({
      ModelCardName: 'Stack-Card-133BC9E5',
      ModelCardStatus: 'Draft',
      SecurityConfig: { KmsKeyId: { 'Fn::GetAtt': [expect.any(String), 'Arn'] } },
      Content: { IntendedUses: { RiskRating: 'Unknown' } },
    });
  });

  test('says what the definition does, in the words of the service', () => {
    const { Content, ModelCardStatus } = cardOf({
      status: 'pending-review',
      modelName: 'churn',
      owner: 'shop-ml@example.com',
      risk: 'high',
      riskReason: 'Offers cost money.',
      intendedUse: 'Rank customers.',
      purpose: 'Keep them.',
      limits: 'New customers.',
      ethics: 'None of them is refused.',
      caveats: 'Look twice.',
      business: { line: 'Shop' },
      details: { ticket: 'ML-7' },
      artifact: 's3://models/churn/7/model.tar.gz',
      framework: 'xgboost',
      problem: 'binary classification',
    }).Properties;
    expect(ModelCardStatus).toBe('PendingReview');
    expect(Content).toEqual({
      ModelOverview: {
        ModelName: 'churn',
        ModelOwner: 'shop-ml@example.com',
        AlgorithmType: 'xgboost',
        ProblemType: 'binary classification',
        ModelArtifact: ['s3://models/churn/7/model.tar.gz'],
      },
      IntendedUses: {
        PurposeOfModel: 'Keep them.',
        IntendedUses: 'Rank customers.',
        FactorsAffectingModelEfficiency: 'New customers.',
        RiskRating: 'High',
        ExplanationsForRiskRating: 'Offers cost money.',
      },
      BusinessDetails: { LineOfBusiness: 'Shop' },
      AdditionalInformation: { EthicalConsiderations: 'None of them is refused.', CaveatsAndRecommendations: 'Look twice.', CustomDetails: { ticket: 'ML-7' } },
    });
  });

  test('says on what a pipeline trains, with which settings, and what every version has to keep', () => {
    const { Content } = cardOf({
      pipeline: {
        parameters: { ...CREDIT_RISK.parameters, depth: 6 },
        steps: {
          ...CREDIT_RISK.steps,
          train: { train: { ...CREDIT_RISK.steps!.train!.train!, hyperparameters: { max_depth: 'parameters.depth', objective: 'binary:logistic' } } },
          explain: { explain: { model: 'train.model', data: 'prepare.test', methods: { shap: {} } } },
          stable: { condition: { metric: 'explain.stability', atLeast: 0.7, atMost: 1, otherwise: ['unsteady'] } },
          unsteady: { fail: { message: 'It changes too much.' } },
        },
      },
    }).Properties;
    expect(Content.ModelOverview).toEqual({ AlgorithmType: 'xgboost' });
    expect(Content.TrainingDetails.TrainingJobDetails).toEqual({
      TrainingDatasets: ['datasets.applications'],
      UserProvidedHyperParameters: [{ Name: 'max_depth', Value: '6' }, { Name: 'objective', Value: 'binary:logistic' }],
    });
    expect(Content.EvaluationDetails).toEqual([
      {
        Name: 'evaluate',
        EvaluationObservation: expect.stringMatching(/^What was measured/),
        MetricGroups: [{ Name: 'bounds', MetricData: [{ Name: 'auc, at least', Type: 'number', Value: 0.78, Notes: expect.any(String) }] }],
      },
      {
        Name: 'explain',
        EvaluationObservation: expect.stringMatching(/^Explained with SHAP\. What was measured/),
        MetricGroups: [{
          Name: 'bounds',
          MetricData: [expect.objectContaining({ Name: 'stability, at least', Value: 0.7 }), expect.objectContaining({ Name: 'stability, at most', Value: 1 })],
        }],
      },
    ]);
  });

  test('says how many entries of a long list it leaves out', () => {
    const inputs = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`i${index}`, `s3://lake/${index}/`]));
    const hyperparameters = Object.fromEntries(Array.from({ length: 90 }, (_, index) => [`h${index}`, 'x'.repeat(300)]));
    const training = (name: string) => ({ [name]: { train: { framework: 'xgboost' as const, script: 'src/train.py', inputs, hyperparameters } } });
    const { TrainingDatasets, UserProvidedHyperParameters } = cardOf({ pipeline: { steps: { ...training('a'), ...training('b') } } })
      .Properties.Content.TrainingDetails.TrainingJobDetails;
    expect([TrainingDatasets.length, TrainingDatasets.at(-1)]).toEqual([15, '6 more']);
    expect([UserProvidedHyperParameters.length, UserProvidedHyperParameters.at(-1)]).toEqual([100, { Name: 'more', Value: '81 more' }]);
    expect(UserProvidedHyperParameters[0]).toEqual({ Name: 'a.h0', Value: `${'x'.repeat(254)}…` });
  });
});

test('readers may read it, reviewers may change it, both with its key, and neither any other card', () => {
  const stack = new Stack(new App(), 'Stack', { env: ENVIRONMENT });
  const card = new ModelCard(stack, 'Card', { modelCardName: 'churn', encryptionKey: new kms.Key(stack, 'Key') });
  const role = (id: string) => new iam.Role(stack, id, { assumedBy: new iam.AccountRootPrincipal() });
  card.grants.read(role('Reader'));
  card.grants.review(role('Reviewer'));
  ModelCard.fromModelCardName(stack, 'Other', 'other').grants.read(role('Stranger'));
  const template = Template.fromStack(stack);
  const actionsOf = (id: string) => Object.values(template.findResources('AWS::IAM::Policy'))
    .filter(({ Properties }) => Properties.Roles[0].Ref.startsWith(id)).flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
  expect(actionsOf('Reader').flatMap(({ Action }) => Action)).toEqual(expect.arrayContaining(['sagemaker:DescribeModelCard', 'kms:Decrypt']));
  expect(JSON.stringify(actionsOf('Reader'))).not.toContain('UpdateModelCard');
  expect(JSON.stringify(actionsOf('Reviewer'))).toContain('UpdateModelCard');
  expect(JSON.stringify(actionsOf('Stranger'))).toContain('model-card/other');
  template.hasResourceProperties(TYPE, { ModelCardName: 'churn', SecurityConfig: Match.anyValue() });
});

describe('fails when', () => {
  test.each<[string, ModelCardProps, string]>([
    ['the name has other characters', { modelCardName: 'churn_card' }, 'must have from 1 to 63 letters, digits and single hyphens, got "churn_card"'],
    ['a text is too long', { ethics: 'x'.repeat(2049) }, 'ethics: must have at most 2048 characters'],
    ['a detail is too long', { details: { policy: 'x'.repeat(1025) } }, 'details.policy: must have at most 1024 characters, got 1025; say where more is written'],
    ['it would approve itself', { status: 'approved' as 'draft' }, 'must be one of "archived", "draft", "pending-review"'],
  ])('%s', (_what, props, message) => {
    expect(() => cardOf(props)).toThrow(message);
  });
});

test('accepts texts that are only known at deployment', () => {
  const stack = new Stack(new App(), 'Stack');
  const text = new CfnParameter(stack, 'Text').valueAsString;
  new ModelCard(stack, 'Card', { modelCardName: text, description: text, owner: text, details: { more: text } });
  Template.fromStack(stack).resourceCountIs(TYPE, 1);
});

test('the policy packs find nothing', () => {
  const app = checkedApp();
  new ModelCard(new Stack(app, 'Stack', { env: ENVIRONMENT }), 'Card', { modelName: 'churn' });
  expect(findings(app)).toEqual([]);
});
