/**
 * The files that a baseline job of SageMaker Model Monitor or SageMaker Clarify leaves below one prefix. They are always
 * named together, so that none can be taken for another.
 */
export class BaselineFiles {
  /** What was measured on the data that is normal. */
  public readonly statisticsUri: string;
  /** The bounds of data that is normal. */
  public readonly constraintsUri: string;
  /** What SageMaker Clarify measured on the data that is normal: its bounds. */
  public readonly analysisUri: string;
  /** How SageMaker Clarify measures. */
  public readonly analysisConfigUri: string;

  constructor(uri: string) {
    const prefix = uri.endsWith('/') ? uri : `${uri}/`;
    this.statisticsUri = `${prefix}statistics.json`;
    this.constraintsUri = `${prefix}constraints.json`;
    this.analysisUri = `${prefix}analysis.json`;
    this.analysisConfigUri = `${prefix}analysis_config.json`;
  }
}
