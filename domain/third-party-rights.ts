/** `write`: a third party that was given it may send the command. `never`: it is the person's alone. */
type Right = 'write' | 'never'

/**
 * What third parties may send in a person's name, one line for every command that a person may send. What concerns
 * accounts, sign-in, rights, budgets, erasure and one's own talks never leaves the person's hands.
 */
export const thirdPartyRights: Readonly<Record<string, Right>> = {
  RegisterMerchant: 'never',
  ConfirmBusiness: 'never',
  ReviseProfile: 'write',
  OpenAccount: 'never',
  ChangeRole: 'never',
  CloseAccount: 'never',
  SignOutEverywhere: 'never',
  BeginSecondFactor: 'never',
  ConfirmSecondFactor: 'never',
  RenewRecoveryCodes: 'never',
  TurnOffSecondFactor: 'never',
  ResetSecondFactor: 'never',
  OfferPasswordReset: 'never',
  ResetPassword: 'never',
  DisconnectThirdParty: 'never',
  CreatePromotion: 'write',
  RevisePromotion: 'write',
  ChoosePlan: 'write',
  ApproveContent: 'write',
  SchedulePromotion: 'write',
  LaunchPromotion: 'write',
  EndPromotion: 'write',
  CancelPromotion: 'write',
  RequestRecommendation: 'write',
  InvalidateRecommendations: 'write',
  RequestContent: 'write',
  ReviseCreative: 'write',
  DistributePromotion: 'write',
  RetryChannel: 'write',
  ConfirmPost: 'write',
  TakeDownPosts: 'write',
  SendChatMessage: 'never',
  StopReply: 'never',
  ContinueReply: 'never',
  GiveFeedback: 'never',
  AcceptProposal: 'never',
  RenameConversation: 'never',
  ArchiveConversation: 'never',
  SubmitEntry: 'write',
  EraseParticipant: 'never',
  DrawWinners: 'write',
  CreateAssistant: 'write',
  ReviseAssistant: 'write',
  PublishAssistant: 'write',
  WithdrawAssistant: 'write',
  GrantAssistant: 'never',
  RevokeGrant: 'never',
  AddKnowledge: 'write',
  RemoveKnowledge: 'write',
  RereadKnowledge: 'write',
  RequestConsultationCheck: 'never',
  CompleteConsultation: 'never',
  SetAiBudget: 'never',
}

/** What a third party needs to have been given for a command; undefined for one that none may send, as every unknown one. */
export const scopeOfCommand = (type: string): 'write' | undefined =>
  Object.hasOwn(thirdPartyRights, type) && thirdPartyRights[type] === 'write' ? 'write' : undefined
