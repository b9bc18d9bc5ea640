import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sagemaker from 'aws-cdk-lib/aws-sagemaker';
import { Construct } from 'constructs';
import { AsynchronousExchange } from './asynchronous-exchange';
import { EndpointDefinition } from '../../../definition/endpoint-definition';
import { grantKey, WRITE_OBJECTS } from '../../foundation/bucket-access';
import { S3Place, s3Uri } from '../../foundation/s3-place';
import { accessLogBucket, secureBucket } from '../../foundation/secure-bucket';
import { AsynchronousLocation } from '../model-endpoint-grants';
import { renderCapture } from '../shape/endpoint-config';

/** Where an endpoint may leave data. */
export interface EndpointDataProps {
  readonly definition: EndpointDefinition;
  readonly endpointName: string;
  readonly role: iam.IRole;
  readonly encryptionKey: kms.IKey;
  readonly dataBucket?: s3.IBucket;
  readonly logBucket?: s3.IBucket;
}

/** What an endpoint records and exchanges in Amazon S3, with the permissions that its containers need for it. */
export class EndpointData extends Construct {
  public readonly captureUri?: string;
  public readonly captureConfig?: sagemaker.CfnEndpointConfig.DataCaptureConfigProperty;
  public readonly exchange?: AsynchronousExchange;

  constructor(scope: Construct, id: string, private readonly props: EndpointDataProps) {
    super(scope, id);
    const { asynchronous, capture } = props.definition;
    if (capture) {
      const place = this.location('CaptureBucket', capture.destination, 'capture');
      this.captureUri = s3Uri(place);
      this.captureConfig = renderCapture(capture, this.captureUri, this.keyOf(place));
      this.allowWriting(place);
    }
    if (asynchronous) {
      const output = this.location('OutputBucket', asynchronous.output, 'async');
      this.exchange = new AsynchronousExchange(this, 'Exchange', {
        definition: asynchronous, output, encryptionKey: this.keyOf(output), role: props.role,
      });
    }
  }

  private location(id: string, uri: string | undefined, folder: string): AsynchronousLocation {
    if (uri !== undefined) return S3Place.parse(uri).folder(this, id);
    return { bucket: this.props.dataBucket ?? this.defineBucket(), prefix: `${folder}/${this.props.endpointName}/` };
  }

  private defineBucket(): s3.IBucket {
    const { encryptionKey, endpointName } = this.props;
    const logBucket = this.props.logBucket ?? accessLogBucket(this, 'AccessLogs', undefined);
    return secureBucket(this, 'Bucket', { encryptionKey, logBucket, logPrefix: `${endpointName}/` });
  }

  /** The key of the bucket, when it is known: what it holds is read with one key then. */
  private keyOf({ bucket }: AsynchronousLocation): kms.IKey {
    return bucket.encryptionKey ?? this.props.encryptionKey;
  }

  /** The container writes the records, so its role must be allowed to, and to use the key. */
  private allowWriting(place: AsynchronousLocation): void {
    const { role } = this.props;
    role.addToPrincipalPolicy(new iam.PolicyStatement({ actions: WRITE_OBJECTS, resources: [place.bucket.arnForObjects(`${place.prefix}*`)] }));
    grantKey(role, this.keyOf(place), true);
  }
}
