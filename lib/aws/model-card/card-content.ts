import { CfnModelCard } from 'aws-cdk-lib/aws-sagemaker';
import { ModelCardProps } from './model-card-props';
import { Explanation, KeptBound, TrainingFacts, trainingFacts } from '../../definition/pipeline/training-facts';

/** The most entries of a list, as the service's schema of a card says. */
const MOST = { places: 15, hyperparameters: 100 } as const;
const LONGEST_VALUE = 255;
const LONGEST_NAME = 63;

const RISKS = { high: 'High', medium: 'Medium', low: 'Low' } as const;
const METHODS: Readonly<Record<string, string>> = { shap: 'SHAP', lime: 'LIME', partialDependence: 'partial dependence' };

/** What a card says, in the words of the service. What nobody has said is left out. */
export function cardContent(props: ModelCardProps): CfnModelCard.ContentProperty {
  const facts = trainingFacts(props.pipeline ?? {});
  return {
    modelOverview: filled({
      modelName: props.modelName,
      modelDescription: props.description,
      modelOwner: props.owner,
      problemType: props.problem,
      algorithmType: facts.algorithms.length > 0 ? facts.algorithms.join(', ') : props.framework,
      modelArtifact: props.artifact === undefined ? undefined : [props.artifact],
    }),
    intendedUses: filled({
      purposeOfModel: props.purpose,
      intendedUses: props.intendedUse,
      factorsAffectingModelEfficiency: props.limits,
      riskRating: props.risk === undefined ? 'Unknown' : RISKS[props.risk],
      explanationsForRiskRating: props.riskReason,
    }),
    businessDetails: props.business && filled({
      businessProblem: props.business.problem,
      businessStakeholders: props.business.stakeholders,
      lineOfBusiness: props.business.line,
    }),
    trainingDetails: trainingDetails(facts),
    additionalInformation: filled({
      ethicalConsiderations: props.ethics,
      caveatsAndRecommendations: props.caveats,
      customDetails: props.details,
    }),
  };
}

function trainingDetails({ data, hyperparameters }: TrainingFacts): CfnModelCard.TrainingDetailsProperty | undefined {
  return filled({
    trainingJobDetails: filled({
      trainingDatasets: some(atMost(MOST.places, data, rest => rest)),
      userProvidedHyperParameters: some(atMost(MOST.hyperparameters, hyperparameters.map(([name, value]) => ({ name, value: shortened(value) })),
        rest => ({ name: 'more', value: rest }))),
    }),
  });
}

/** One evaluation of a card as AWS CloudFormation takes it: the CDK's own type lets a figure be an object only. */
export interface RenderedEvaluation {
  readonly Name: string;
  readonly EvaluationObservation: string;
  readonly MetricGroups?: { readonly Name: string; readonly MetricData: readonly RenderedMetric[] }[];
}

interface RenderedMetric {
  readonly Name: string;
  readonly Type: 'number' | 'string';
  readonly Value: number | string;
  readonly Notes: string;
}

/** The bounds of each step that measures, and how the model is explained. What came out stands with each version in the registry. */
export function cardEvaluations({ pipeline = {} }: ModelCardProps): RenderedEvaluation[] {
  const { bounds, explanations } = trainingFacts(pipeline);
  const steps = [...new Set([...bounds.map(({ step }) => step), ...explanations.map(({ step }) => step)])];
  return steps.map(step => {
    const metrics = bounds.filter(bound => bound.step === step).flatMap(renderedMetrics);
    return {
      Name: step.slice(0, LONGEST_NAME),
      EvaluationObservation: observation(explanations.find(explanation => explanation.step === step)),
      ...(metrics.length > 0 && { MetricGroups: [{ Name: 'bounds', MetricData: metrics }] }),
    };
  });
}

function observation(explanation: Explanation | undefined): string {
  const kept = 'What was measured is kept with each version in the model registry.';
  if (explanation === undefined) return kept;
  return `Explained with ${explanation.methods.map(method => METHODS[method] ?? method).join(', ')}. ${kept}`;
}

function renderedMetrics({ atLeast, atMost: most, metric }: KeptBound): RenderedMetric[] {
  return ([[atLeast, 'at least'], [most, 'at most']] as const).flatMap(([value, words]) => value === undefined ? [] : [{
    Name: `${metric}, ${words}`,
    Type: typeof value === 'number' ? 'number' : 'string',
    Value: typeof value === 'number' ? value : value.slice(0, LONGEST_NAME),
    Notes: 'A version that does not keep it takes the other way out of the condition.',
  } as const]);
}

/** The first of a list, and how many more there are in the last place. */
function atMost<T>(most: number, list: readonly T[], more: (rest: string) => T): T[] {
  return list.length <= most ? [...list] : [...list.slice(0, most - 1), more(`${list.length - most + 1} more`)];
}

function shortened(value: string): string {
  return value.length <= LONGEST_VALUE ? value : `${value.slice(0, LONGEST_VALUE - 1)}…`;
}

function some<T>(list: readonly T[]): T[] | undefined {
  return list.length > 0 ? [...list] : undefined;
}

/** Nothing where no key has a value. */
function filled<T extends object>(part: T): T | undefined {
  return Object.values(part).some(value => value !== undefined) ? part : undefined;
}
