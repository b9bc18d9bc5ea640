/** The kinds of resources that steps make, as in their ARNs. */
export type JobKind = 'processing-job' | 'training-job' | 'hyper-parameter-tuning-job' | 'transform-job' | 'model';
