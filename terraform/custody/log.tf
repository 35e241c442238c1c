# The window log in an account of its own: who administers the signer's account cannot take a record back, and who administers this one
# cannot before its retention ends. docs/protocol/window-log.md says what the signer needs of it.

data "aws_caller_identity" "signer" {}

data "aws_caller_identity" "log" {
  provider = aws.log
}

data "aws_partition" "current" {}

resource "aws_s3_bucket" "log" {
  provider            = aws.log
  bucket              = var.log.bucket
  object_lock_enabled = true
  force_destroy       = false
  tags                = local.tags

  lifecycle {
    prevent_destroy = true
    precondition {
      condition     = data.aws_caller_identity.log.account_id != data.aws_caller_identity.signer.account_id
      error_message = "aws.log is the account of the key: one administrator could then delete both. Give it a provider of another account."
    }
  }
}

resource "aws_s3_bucket_versioning" "log" {
  provider = aws.log
  bucket   = aws_s3_bucket.log.id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_object_lock_configuration" "log" {
  provider = aws.log
  bucket   = aws_s3_bucket.log.id
  rule {
    default_retention {
      mode = "COMPLIANCE" # GOVERNANCE can be lifted by an administrator
      days = var.log.retention_days
    }
  }
  depends_on = [aws_s3_bucket_versioning.log]
}

resource "aws_s3_bucket_ownership_controls" "log" {
  provider = aws.log
  bucket   = aws_s3_bucket.log.id
  rule {
    object_ownership = "BucketOwnerEnforced" # what the other account writes belongs to this one
  }
}

resource "aws_s3_bucket_public_access_block" "log" {
  provider                = aws.log
  bucket                  = aws_s3_bucket.log.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_server_side_encryption_configuration" "log" {
  provider = aws.log
  bucket   = aws_s3_bucket.log.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256" # records are public words, signed; a key here would be one more thing to lose
    }
  }
}

locals {
  bucket_arn  = "arn:${data.aws_partition.current.partition}:s3:::${var.log.bucket}"
  records_arn = "${local.bucket_arn}/${var.log.prefix}*"
  reader_arns = [for id in var.log.reader_account_ids : "arn:${data.aws_partition.current.partition}:iam::${id}:root"]
}

data "aws_iam_policy_document" "log" {
  provider = aws.log

  statement {
    sid       = "RecordOnce"
    actions   = ["s3:PutObject"]
    resources = [local.records_arn]
    principals {
      type        = "AWS"
      identifiers = [var.role_arn]
    }
    condition {
      test     = "Null"
      variable = "s3:if-none-match"
      values   = ["false"]
    }
  }

  # A record carries its own lock; in compliance mode a lock can only grow.
  statement {
    sid       = "LockRecords"
    actions   = ["s3:PutObjectRetention"]
    resources = [local.records_arn]
    principals {
      type        = "AWS"
      identifiers = [var.role_arn]
    }
  }

  statement {
    sid       = "ReadRecords"
    actions   = ["s3:GetObject", "s3:GetObjectVersion", "s3:GetObjectRetention"]
    resources = [local.records_arn]
    principals {
      type        = "AWS"
      identifiers = concat([var.role_arn], local.reader_arns)
    }
  }

  statement {
    sid       = "ListVersions"
    actions   = ["s3:ListBucketVersions", "s3:GetBucketVersioning", "s3:GetBucketObjectLockConfiguration"]
    resources = [local.bucket_arn]
    principals {
      type        = "AWS"
      identifiers = concat([var.role_arn], local.reader_arns)
    }
  }

  # Whoever it is, root of this account included. A copy or a multipart upload carries no such header, and is refused with it.
  statement {
    sid       = "NoWriteWithoutIfNoneMatch"
    effect    = "Deny"
    actions   = ["s3:PutObject"]
    resources = ["${local.bucket_arn}/*"]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
    condition {
      test     = "Null"
      variable = "s3:if-none-match"
      values   = ["true"]
    }
  }

  # A negated operator: a request that names no mode is refused as well.
  statement {
    sid       = "NoWriteWithoutLock"
    effect    = "Deny"
    actions   = ["s3:PutObject"]
    resources = ["${local.bucket_arn}/*"]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
    condition {
      test     = "StringNotEquals"
      variable = "s3:object-lock-mode"
      values   = ["COMPLIANCE"]
    }
  }

  statement {
    sid       = "NothingGoesAway"
    effect    = "Deny"
    actions   = ["s3:DeleteObject", "s3:DeleteObjectVersion", "s3:BypassGovernanceRetention", "s3:PutObjectLegalHold", "s3:PutObjectAcl", "s3:ReplicateDelete", "s3:ReplicateObject"]
    resources = ["${local.bucket_arn}/*"]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
  }

  statement {
    sid       = "NothingIsSwitchedOff"
    effect    = "Deny"
    actions   = ["s3:DeleteBucket", "s3:DeleteBucketPolicy", "s3:PutLifecycleConfiguration", "s3:PutReplicationConfiguration", "s3:PutBucketVersioning", "s3:PutBucketObjectLockConfiguration", "s3:PutBucketOwnershipControls"]
    resources = [local.bucket_arn]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
  }

  statement {
    sid       = "TlsOnly"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [local.bucket_arn, "${local.bucket_arn}/*"]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }

  statement {
    sid       = "Tls12"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [local.bucket_arn, "${local.bucket_arn}/*"]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
    condition {
      test     = "NumericLessThan"
      variable = "s3:TlsVersion"
      values   = ["1.2"]
    }
  }
}

# Last: it forbids what the resources above do.
resource "aws_s3_bucket_policy" "log" {
  provider = aws.log
  bucket   = aws_s3_bucket.log.id
  policy   = data.aws_iam_policy_document.log.json
  depends_on = [
    aws_s3_bucket_versioning.log,
    aws_s3_bucket_object_lock_configuration.log,
    aws_s3_bucket_ownership_controls.log,
    aws_s3_bucket_public_access_block.log,
    aws_s3_bucket_server_side_encryption_configuration.log,
  ]
}
