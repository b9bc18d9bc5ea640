/**
 * What people must know of a model to judge it, beside what the definition says already: owner, risk and intended use, data and settings of the
 * training, bounds that a version has to keep, and how it is explained.
 */
export interface ModelCardDefinition {
  /**
   * What the model is: what it answers, from what.
   *
   * @default - not said
   * @maxLength 1024
   */
  readonly description?: string;

  /**
   * The kind of problem, such as `binary classification`.
   *
   * @default - not said
   * @maxLength 1024
   */
  readonly problem?: string;

  /**
   * Why the model was made.
   *
   * @default - not said
   * @maxLength 2048
   */
  readonly purpose?: string;

  /**
   * Why the risk is rated as it is.
   *
   * @default - not said
   * @maxLength 2048
   */
  readonly riskReason?: string;

  /**
   * What makes the model answer worse: groups, regions, seasons that it knows little of.
   *
   * @default - not said
   * @maxLength 2048
   */
  readonly limits?: string;

  /**
   * What there is to consider for the people whom answers are about.
   *
   * @default - not said
   * @maxLength 2048
   */
  readonly ethics?: string;

  /**
   * What to mind and what to do when the model is used.
   *
   * @default - not said
   * @maxLength 2048
   */
  readonly caveats?: string;

  /**
   * The business that the model is part of.
   *
   * @default - not said
   */
  readonly business?: ModelCardBusinessDefinition;

  /**
   * More about the model, by name, with values of at most 1,024 characters: a ticket, a policy, where a report is.
   *
   * @default - the checks that watch the model, and the datasets about people that it is trained on
   */
  readonly details?: { [name: string]: string };

  /**
   * How far the card is. Whoever reviews it sets `Approved` where the card is kept, and never the definition: a change of what the card says
   * takes it back to this.
   *
   * @default draft
   */
  readonly status?: 'archived' | 'draft' | 'pending-review';
}

/**
 * The business that a model is part of.
 */
export interface ModelCardBusinessDefinition {
  /**
   * The problem that the model solves.
   *
   * @default - not said
   * @maxLength 2048
   */
  readonly problem?: string;

  /**
   * Who has a stake in it.
   *
   * @default - not said
   * @maxLength 2048
   */
  readonly stakeholders?: string;

  /**
   * The line of business.
   *
   * @default - not said
   * @maxLength 2048
   */
  readonly line?: string;
}
