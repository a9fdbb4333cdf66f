import { ledgerTrialBalance } from '@/lib/management-api'

export const GET = ledgerTrialBalance.GET
