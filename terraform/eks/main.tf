# A managed node group on Amazon Linux 2023 whose nodes can start enclaves. Workloads and the device plugin are in ../../kubernetes.

data "aws_partition" "current" {}

locals {
  is_signer = var.role == "signer"
  full_name = "${var.name}-${var.role}"
  tags      = merge(var.tags, { "inkan:role" = var.role })
  # AL2 nodes were set up by /etc/eks/bootstrap.sh, and ended with it; AL2023's nodeadm reads a NodeConfig. For EKS's own images EKS appends the
  # one with the cluster's address, and merges this.
  user_data = templatefile("${path.module}/files/user-data.mime.tftpl", {
    install = templatefile("${path.module}/files/install-allocator.sh.tftpl", {
      enclave_memory_mib = var.enclave_memory_mib
      enclave_vcpus      = var.enclave_vcpus
      seccomp_base64     = filebase64("${path.module}/files/inkan-vsock.seccomp.json")
    })
    node_config = file("${path.module}/files/node-config.yaml")
  })
}

data "aws_iam_policy_document" "assume" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["ec2.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "node" {
  name               = "${local.full_name}-node" # known before it is made: `inkan kms render` wants its ARN
  assume_role_policy = data.aws_iam_policy_document.assume.json
  tags               = local.tags
}

resource "aws_iam_role_policy_attachment" "node" {
  for_each   = toset(["AmazonEKSWorkerNodePolicy", "AmazonEC2ContainerRegistryPullOnly", "AmazonEKS_CNI_Policy"])
  role       = aws_iam_role.node.name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/${each.value}"
}

# What the enclave borrows, as on EC2: key and bucket policies decide.
data "aws_iam_policy_document" "signer" {
  count = var.kms_key_arn == null && var.window_log == null ? 0 : 1

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

resource "aws_iam_role_policy" "signer" {
  count  = length(data.aws_iam_policy_document.signer)
  name   = "inkan"
  role   = aws_iam_role.node.id
  policy = data.aws_iam_policy_document.signer[0].json

  lifecycle {
    precondition {
      condition     = local.is_signer
      error_message = "kms_key_arn and window_log are the signer's: a relay holds no keys that outlive it."
    }
  }
}

resource "aws_launch_template" "node" {
  name_prefix            = "${local.full_name}-"
  instance_type          = var.instance_type
  update_default_version = true
  user_data              = base64encode(local.user_data)
  vpc_security_group_ids = var.security_group_ids
  # No image_id: EKS chooses its AL2023 image and appends the cluster's NodeConfig. No key_name: no SSH.

  enclave_options {
    enabled = true
  }
  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 1 # no pod with a network of its own reaches the node's credentials
    instance_metadata_tags      = "disabled"
  }
  block_device_mappings {
    device_name = "/dev/xvda"
    ebs {
      volume_size           = 40
      volume_type           = "gp3"
      encrypted             = true
      delete_on_termination = true
    }
  }
  monitoring {
    enabled = true
  }
  tag_specifications {
    resource_type = "instance"
    tags          = merge(local.tags, { Name = local.full_name })
  }
  tags = local.tags
}

resource "aws_eks_node_group" "this" {
  cluster_name           = var.cluster_name
  node_group_name_prefix = "${local.full_name}-"
  node_role_arn          = aws_iam_role.node.arn
  subnet_ids             = var.subnet_ids
  ami_type               = "AL2023_x86_64_STANDARD"
  capacity_type          = "ON_DEMAND" # a signer that loses its node at two minutes' notice loses windows

  launch_template {
    id      = aws_launch_template.node.id
    version = aws_launch_template.node.latest_version
  }
  scaling_config {
    min_size     = local.is_signer ? 1 : var.nodes.min
    desired_size = local.is_signer ? 1 : var.nodes.desired
    max_size     = local.is_signer ? 2 : var.nodes.max # a node update brings the new one first; the pod is still one (kubernetes/signer.yaml)
  }
  # One node at a time, drained: pods get their termination grace, in which a signer releases its windows.
  update_config {
    max_unavailable = 1
  }
  labels = {
    "inkan.dev/role"            = var.role
    "aws-nitro-enclaves-k8s-dp" = "enabled"
  }
  taint {
    key    = "inkan.dev/role"
    value  = var.role
    effect = "NO_SCHEDULE"
  }
  node_repair_config {
    enabled = !local.is_signer # a signer's node is a person's decision
  }
  tags = local.tags

  lifecycle {
    create_before_destroy = true
    ignore_changes        = [scaling_config[0].desired_size]
  }
  depends_on = [aws_iam_role_policy_attachment.node]
}
