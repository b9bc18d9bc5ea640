/**
 * The channel that alarms of an environment are sent to, by Amazon Q Developer in chat applications. Let that service into the workspace or team
 * once, in its console: AWS gives no other way. An account has one configuration of each channel.
 *
 * @oneKeyOf slack teams
 */
export interface AwsChatDefinition {
  /**
   * A channel of Slack.
   *
   * @default - not used
   */
  readonly slack?: SlackChannelDefinition;

  /**
   * A channel of Microsoft Teams.
   *
   * @default - not used
   */
  readonly teams?: TeamsChannelDefinition;
}

/**
 * A channel of Slack. In one that is private, invite the app: `/invite @Amazon Q`.
 */
export interface SlackChannelDefinition {
  /**
   * Id of the workspace, as the console of Amazon Q Developer in chat applications shows it.
   *
   * @pattern ^[0-9A-Z]{1,255}$
   * @patternErrorMessage must be the id of a workspace such as T0123ABCD
   */
  readonly workspace: string;

  /**
   * Id of the channel: the end of its link.
   *
   * @pattern ^[A-Za-z0-9]{1,255}$
   * @patternErrorMessage must be the id of a channel, not its name, such as C0123ABCD
   */
  readonly channel: string;
}

/**
 * A channel of Microsoft Teams. All three ids are in its link.
 */
export interface TeamsChannelDefinition {
  /**
   * Id of the tenant: `tenantId` in the link of the channel.
   *
   * @pattern ^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$
   * @patternErrorMessage must be the id of a tenant such as 12345678-1234-1234-1234-123456789012
   */
  readonly tenant: string;

  /**
   * Id of the team: `groupId` in the link of the channel.
   *
   * @pattern ^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$
   * @patternErrorMessage must be the id of a team such as 12345678-1234-1234-1234-123456789012
   */
  readonly team: string;

  /**
   * Id of the channel: what follows `channel/` in its link, up to the next slash, with its percent signs.
   *
   * @pattern ^[a-zA-Z0-9_=+/.,-]*%3[aA][a-zA-Z0-9_=+/.,-]*%40[a-zA-Z0-9_=+/.,-]*$
   * @patternErrorMessage must be the id of a channel such as 19%3a0123456789abcdef%40thread.tacv2
   */
  readonly channel: string;
}
