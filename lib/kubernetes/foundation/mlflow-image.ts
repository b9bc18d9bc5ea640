/** The release of MLflow that is meant where nobody says another. */
export const MLFLOW_VERSION = '3.17.2';

/** MLflow's own image. That without extras knows neither a database nor a cloud. */
export function mlflowImage(version: string = MLFLOW_VERSION): string {
  return `ghcr.io/mlflow/mlflow:v${version}-full`;
}
