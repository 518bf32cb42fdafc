/** Environment of a judge host: the token of X-Auth-Token. */
export const TOKEN_VARIABLE = 'ASSIZE_JUDGE_TOKEN';
/** The script with which a launched host boots; what it says of slots, limits and token counts before all options. */
export const USER_DATA_VARIABLE = 'ASSIZE_USER_DATA';
