# What the parent may do. The enclave borrows these credentials and takes them for the parent's (P): key and bucket policies decide.

data "aws_iam_policy_document" "assume" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["ec2.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "instance" {
  name               = "${local.full_name}-parent" # known before it is made: `inkan kms render` wants its ARN
  description        = "Parent instances of ${local.full_name}"
  assume_role_policy = data.aws_iam_policy_document.assume.json
  tags               = local.tags
}

resource "aws_iam_instance_profile" "instance" {
  name_prefix = "${local.full_name}-"
  role        = aws_iam_role.instance.name
  tags        = local.tags
}

data "aws_iam_policy_document" "instance" {
  statement {
    sid     = "Artifacts"
    actions = ["s3:GetObject"]
    resources = [
      for part in [var.artifacts.image, var.artifacts.gateway, var.artifacts.configuration] :
      "arn:${data.aws_partition.current.partition}:s3:::${var.artifacts.bucket}/${part.key}"
    ]
  }

  dynamic "statement" {
    for_each = var.kms_key_arn == null ? [] : [var.kms_key_arn]
    content {
      sid       = "SealedKeys"
      actions   = ["kms:Decrypt", "kms:GenerateDataKey", "kms:DescribeKey", "kms:GetKeyPolicy", "kms:ListGrants"]
      resources = [statement.value]
    }
  }

  dynamic "statement" {
    for_each = var.kms_key_arn == null ? [] : [true]
    content {
      sid       = "Entropy"
      actions   = ["kms:GenerateRandom"]
      resources = ["*"] # this action has no resource
    }
  }

  dynamic "statement" {
    for_each = var.window_log == null ? [] : [var.window_log]
    content {
      sid       = "WindowRecords"
      actions   = ["s3:PutObject", "s3:PutObjectRetention", "s3:GetObject", "s3:GetObjectVersion", "s3:GetObjectRetention"]
      resources = ["arn:${data.aws_partition.current.partition}:s3:::${statement.value.bucket}/${statement.value.prefix}*"]
    }
  }

  dynamic "statement" {
    for_each = var.window_log == null ? [] : [var.window_log]
    content {
      sid       = "WindowLog"
      actions   = ["s3:ListBucketVersions", "s3:GetBucketVersioning", "s3:GetBucketObjectLockConfiguration"]
      resources = ["arn:${data.aws_partition.current.partition}:s3:::${statement.value.bucket}"]
    }
  }
}

data "aws_caller_identity" "current" {}

# Its own volume to instances of this group, and nothing else.
data "aws_iam_policy_document" "store" {
  count = local.is_signer ? 1 : 0
  statement {
    sid       = "StoreVolume"
    actions   = ["ec2:AttachVolume"]
    resources = [aws_ebs_volume.store[0].arn]
  }
  statement {
    sid       = "ToThisGroup"
    actions   = ["ec2:AttachVolume"]
    resources = ["arn:${data.aws_partition.current.partition}:ec2:${data.aws_region.current.region}:${data.aws_caller_identity.current.account_id}:instance/*"]
    condition {
      test     = "StringEquals"
      variable = "aws:ResourceTag/Name"
      values   = [local.full_name]
    }
  }
}

resource "aws_iam_role_policy" "store" {
  count  = local.is_signer ? 1 : 0
  name   = "store"
  role   = aws_iam_role.instance.id
  policy = data.aws_iam_policy_document.store[0].json
}

resource "aws_iam_role_policy" "instance" {
  name   = "inkan"
  role   = aws_iam_role.instance.id
  policy = data.aws_iam_policy_document.instance.json
}

resource "aws_iam_role_policy_attachment" "ssm" {
  count      = var.ssm ? 1 : 0
  role       = aws_iam_role.instance.name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/AmazonSSMManagedInstanceCore"
}
