import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { SERVICE_BYTES } from './definition-location';
import { SdkDocument } from './sdk/sdk-document';
import { SdkRegistry, sdkLimits } from './sdk/sdk-limits';
import { SdkNeeds } from './sdk/sdk-needs';
import { CertainPlace, KnownValues, SdkTexts } from './sdk/sdk-text';
import { isObject } from '../../definition/structure';
import { Problems } from '../../private/problems';

/** What is known beside the file. */
export interface SdkSurroundings {
  /** Replace defaults of the file. */
  readonly parameters?: KnownValues;
  /** The name of the pipeline, when it is known. */
  readonly pipelineName?: string;
  /** The ARN of the pipeline's role, when it is known. */
  readonly roleArn?: string;
}

/** A pipeline that the SageMaker Python SDK has written. It is deployed as it is; here it is read, checked and understood. */
export class SdkDefinition {
  /** Reads a file. That it is there and is a pipeline has been checked with the rest of the definition. */
  public static read(directory: string, file: string, surroundings: SdkSurroundings = {}): SdkDefinition {
    return new SdkDefinition(readFileSync(resolve(directory, file), 'utf8').trim(), surroundings);
  }

  private readonly pipeline: { readonly Parameters?: unknown };
  private readonly document: SdkDocument;
  private readonly texts: SdkTexts;

  constructor(private readonly text: string, private readonly surroundings: SdkSurroundings = {}) {
    this.pipeline = JSON.parse(text) as { readonly Parameters?: unknown };
    this.document = new SdkDocument(this.pipeline);
    this.texts = new SdkTexts(this.document, surroundings.parameters, { PipelineName: surroundings.pipelineName });
  }

  /** The text for the service: the file's own, with other defaults of the parameters when there are any. */
  public render(): string {
    const { parameters = {} } = this.surroundings;
    if (Object.keys(parameters).length === 0 || !Array.isArray(this.pipeline.Parameters)) return this.text;
    const Parameters = (this.pipeline.Parameters as unknown[]).map(parameter => {
      const name = isObject(parameter) ? String(parameter.Name) : '';
      return isObject(parameter) && Object.hasOwn(parameters, name) ? { ...parameter, DefaultValue: parameters[name] } : parameter;
    });
    return JSON.stringify({ ...this.pipeline, Parameters });
  }

  /** What the role of the pipeline needs, and what nobody knows. */
  public get needs(): SdkNeeds {
    return new SdkNeeds(this.document, this.texts, this.surroundings.roleArn);
  }

  /** Where jobs write models and other results, as far as it is certain. */
  public get outputPlaces(): CertainPlace[] {
    const found = this.document.steps.flatMap(({ entries }) => entries).filter(({ key }) => key === 'S3OutputPath')
      .flatMap(({ value }) => this.texts.place(value) ?? []);
    const places = new Map(found.map(place => [place.uri, place]));
    return [...places.values()].sort((a, b) => a.uri < b.uri ? -1 : 1);
  }

  /** Says what the service would refuse at deployment or, worse, only while the pipeline runs. */
  public check(registry: SdkRegistry | undefined, problems: Problems): void {
    const bytes = Buffer.byteLength(this.text);
    if (bytes > SERVICE_BYTES) problems.add(`has ${bytes} bytes, and the service takes at most ${SERVICE_BYTES}; split the pipeline`);
    sdkLimits(this.document, this.texts, registry, problems);
  }
}
