import { CfnApiMapping, DomainName, SecurityPolicy } from 'aws-cdk-lib/aws-apigatewayv2';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { Construct } from 'constructs';
import type { CustomDomain } from '../settings.ts';
import type { ServiceApi } from './service-api.ts';
import { XML_RPC_PATH, type XmlRpcApi } from './xml-rpc-api.ts';

export interface ApiDomainProps {
  readonly domain: CustomDomain;
  readonly http: ServiceApi;
  readonly xmlRpc: XmlRpcApi;
}

/** The user's own name for both APIs: the XML-RPC interface at its path, the HTTPS API at all others. */
export class ApiDomain extends Construct {
  /** What the name's DNS record (CNAME, or alias) must point at. */
  readonly target: string;

  constructor(scope: Construct, id: string, { domain, http, xmlRpc }: ApiDomainProps) {
    super(scope, id);
    const name = new DomainName(this, 'Name', {
      domainName: domain.domainName,
      certificate: Certificate.fromCertificateArn(this, 'Certificate', domain.certificateArn),
      securityPolicy: SecurityPolicy.TLS_1_2,
    });
    this.target = name.regionalDomainName;
    const https = new CfnApiMapping(this, 'Https', {
      apiId: http.api.apiId,
      stage: http.stage.stageName,
      domainName: name.name,
    });
    https.node.addDependency(http.stage);
    const xmlRpcMapping = new CfnApiMapping(this, 'XmlRpc', {
      apiId: xmlRpc.api.restApiId,
      stage: xmlRpc.api.deploymentStage.stageName,
      domainName: name.name,
      apiMappingKey: XML_RPC_PATH,
    });
    xmlRpcMapping.node.addDependency(xmlRpc.api.deploymentStage);
  }
}
