import type { Preparation } from './preparation.ts'
import { addKnowledge } from './preparations/add-knowledge.ts'
import { approveContent } from './preparations/approve-content.ts'
import { chatPreparations } from './preparations/chat.ts'
import { choosePlan } from './preparations/choose-plan.ts'
import { closeUnentered } from './preparations/close-unentered.ts'
import { confirmBusiness } from './preparations/confirm-business.ts'
import { completeConsultation, requestConsultationCheck } from './preparations/consultation.ts'
import { disconnectThirdParty } from './preparations/disconnect-third-party.ts'
import { distributePromotion } from './preparations/distribute-promotion.ts'
import { drawWinners } from './preparations/draw-winners.ts'
import { eraseParticipant } from './preparations/erase-participant.ts'
import { invalidateRecommendations } from './preparations/invalidate-recommendations.ts'
import { openAccount } from './preparations/open-account.ts'
import { changePassword, offerPasswordReset, resetPassword } from './preparations/password.ts'
import { registerMerchant } from './preparations/register-merchant.ts'
import { requestContent } from './preparations/request-content.ts'
import { requestRecommendation } from './preparations/request-recommendation.ts'
import { retryChannel } from './preparations/retry-channel.ts'
import {
  beginSecondFactor,
  checkSecondFactor,
  confirmSecondFactor,
  renewRecoveryCodes,
  resetSecondFactor,
  turnOffSecondFactor,
} from './preparations/second-factor.ts'
import { signOutEverywhere } from './preparations/sign-out-everywhere.ts'
import { submitEntry } from './preparations/submit-entry.ts'

/** Commands whose caller sends something else than what is decided on. */
export const preparations: Readonly<Record<string, Preparation>> = {
  RegisterMerchant: registerMerchant,
  ConfirmBusiness: confirmBusiness,
  OpenAccount: openAccount,
  BeginSecondFactor: beginSecondFactor,
  ConfirmSecondFactor: confirmSecondFactor,
  CheckSecondFactor: checkSecondFactor,
  RenewRecoveryCodes: renewRecoveryCodes,
  TurnOffSecondFactor: turnOffSecondFactor,
  ResetSecondFactor: resetSecondFactor,
  ChangePassword: changePassword,
  OfferPasswordReset: offerPasswordReset,
  ResetPassword: resetPassword,
  SignOutEverywhere: signOutEverywhere,
  DisconnectThirdParty: disconnectThirdParty,
  RequestRecommendation: requestRecommendation,
  InvalidateRecommendations: invalidateRecommendations,
  ChoosePlan: choosePlan,
  RequestContent: requestContent,
  ApproveContent: approveContent,
  DistributePromotion: distributePromotion,
  RetryChannel: retryChannel,
  SubmitEntry: submitEntry,
  EraseParticipant: eraseParticipant,
  DrawWinners: drawWinners,
  CloseUnentered: closeUnentered,
  AddKnowledge: addKnowledge,
  RequestConsultationCheck: requestConsultationCheck,
  CompleteConsultation: completeConsultation,
  ...chatPreparations,
}
