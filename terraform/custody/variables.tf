variable "name" {
  description = "Name tag of what this module makes."
  type        = string
  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,19}$", var.name))
    error_message = "2 to 20 characters: lower-case letters, digits and hyphens, a letter first."
  }
}

variable "key_policy" {
  description = "The key's policy as JSON, from `inkan kms render`. It names measurements; this module adds nothing to it and changes nothing."
  type        = string
  validation {
    condition     = can(jsondecode(var.key_policy).Statement) && length(var.key_policy) <= 32768
    error_message = "A policy document in JSON, at most 32768 characters."
  }
  # AWS evaluates several conditions of one statement as AND: a Deny with all PCRs in it denies only where *every* one differs.
  validation {
    condition = alltrue([
      for pcr in ["kms:RecipientAttestation:PCR0", "kms:RecipientAttestation:PCR1", "kms:RecipientAttestation:PCR2", "kms:RecipientAttestation:PCR16"] :
      anytrue([
        for statement in try(jsondecode(var.key_policy).Statement, []) :
        statement.Effect == "Deny"
        && length(keys(try(statement.Condition, {}))) == 1
        && try(keys(values(statement.Condition)[0]), []) == [pcr]
        && contains(["StringNotEquals", "StringNotEqualsIgnoreCase"], try(keys(statement.Condition)[0], ""))
      ])
    ])
    error_message = "PCR0, PCR1, PCR2 and PCR16 each want a Deny of their own, whose only condition is StringNotEquals or StringNotEqualsIgnoreCase on that PCR. `…IfExists` would let a call without a document pass."
  }
  validation {
    condition = !anytrue([
      for statement in try(jsondecode(var.key_policy).Statement, []) :
      anytrue([for operator in keys(try(statement.Condition, {})) : endswith(operator, "IfExists")])
    ])
    error_message = "No condition may end in IfExists: it holds for a call that has no attestation document."
  }
}

variable "role_arn" {
  description = "The role of the signer's parents (output `role_arn` of ec2, `node_role_arn` of eks). It must exist before a policy can name it."
  type        = string
  validation {
    condition     = can(regex("^arn:aws[a-z-]*:iam::[0-9]{12}:role/[A-Za-z0-9+=,.@_/-]+$", var.role_arn))
    error_message = "The ARN of a role."
  }
}

variable "log" {
  description = "The window log's bucket. `reader_account_ids` may read all of it, for audit."
  type = object({
    bucket             = string
    prefix             = string
    retention_days     = number
    reader_account_ids = optional(list(string), [])
  })
  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$", var.log.bucket)) && can(regex("^[a-z0-9][a-z0-9/-]*/$", var.log.prefix))
    error_message = "bucket: a bucket's name, without dots; prefix: lower-case letters, digits, hyphens and slashes, a slash at its end."
  }
  validation {
    condition     = var.log.retention_days >= 365 && var.log.retention_days <= 36500 && floor(var.log.retention_days) == var.log.retention_days
    error_message = "365 to 36500 whole days, at least the configuration's `windowLog.retentionDays`. No record may go while a key of its group can still sign: a missing record is a corrupt log."
  }
  validation {
    condition     = alltrue([for id in var.log.reader_account_ids : can(regex("^[0-9]{12}$", id))])
    error_message = "Account ids have 12 digits."
  }
}

variable "tags" {
  type    = map(string)
  default = {}
}
