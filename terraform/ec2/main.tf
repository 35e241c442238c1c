# Instances whose only work is one enclave and the gateway before it. TLS ends in the enclave: nothing here holds a certificate.

data "aws_region" "current" {}

data "aws_partition" "current" {}

data "aws_ssm_parameter" "ami" {
  name = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"
}

locals {
  is_signer = var.role == "signer"
  # The old instance goes before the new one comes: a signer's releases its windows, a relay's leaves ACME's challenges to its successor.
  is_alone  = local.is_signer || var.acme
  full_name = "${var.name}-${var.role}"
  # Ports that `files/inkan-gateway-*.service` listen at; the public one is the load balancer's.
  door_port   = local.is_signer ? 9000 : 8443
  public_port = local.is_signer ? 9000 : 443
  enclave_cid = local.is_signer ? 17 : 16
  tags        = merge(var.tags, { "inkan:role" = var.role })
}

resource "aws_security_group" "load_balancer" {
  name_prefix = "${local.full_name}-lb-"
  description = "Clients of ${local.full_name}"
  vpc_id      = var.vpc_id
  tags        = merge(local.tags, { Name = "${local.full_name}-lb" })
  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_ingress_rule" "clients" {
  for_each          = toset(var.client_cidrs)
  security_group_id = aws_security_group.load_balancer.id
  description       = "TLS, which ends in the enclave"
  ip_protocol       = "tcp"
  from_port         = local.public_port
  to_port           = local.public_port
  cidr_ipv4         = strcontains(each.value, ":") ? null : each.value
  cidr_ipv6         = strcontains(each.value, ":") ? each.value : null
}

resource "aws_vpc_security_group_egress_rule" "to_instances" {
  security_group_id            = aws_security_group.load_balancer.id
  description                  = "The gateway's door, and its health"
  ip_protocol                  = "tcp"
  from_port                    = local.door_port
  to_port                      = local.door_port
  referenced_security_group_id = aws_security_group.instance.id
}

resource "aws_security_group" "instance" {
  name_prefix = "${local.full_name}-"
  description = "Parent instances of ${local.full_name}"
  vpc_id      = var.vpc_id
  tags        = merge(local.tags, { Name = local.full_name })
  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_vpc_security_group_ingress_rule" "from_load_balancer" {
  security_group_id            = aws_security_group.instance.id
  description                  = "From the load balancer only"
  ip_protocol                  = "tcp"
  from_port                    = local.door_port
  to_port                      = local.door_port
  referenced_security_group_id = aws_security_group.load_balancer.id
}

resource "aws_vpc_security_group_egress_rule" "out" {
  for_each          = { for port in var.egress_ports : tostring(port) => port }
  security_group_id = aws_security_group.instance.id
  description       = "Upstreams, KMS, S3; the gateway's egress holds to the configuration's hosts"
  ip_protocol       = "tcp"
  from_port         = each.value
  to_port           = each.value
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_lb" "this" {
  name               = local.full_name
  load_balancer_type = "network"
  internal           = local.is_signer
  subnets            = var.load_balancer_subnet_ids
  security_groups    = [aws_security_group.load_balancer.id]
  # An address in each zone answers for all instances, so one zone's loss costs no clients.
  enable_cross_zone_load_balancing = true
  enable_deletion_protection       = var.deletion_protection
  tags                             = local.tags
}

resource "aws_lb_target_group" "this" {
  name_prefix = local.is_signer ? "inks-" : "inkr-"
  port        = local.door_port
  protocol    = "TCP"
  vpc_id      = var.vpc_id
  target_type = "instance"
  # The gateway's quotas are by address; the enclave sees a pseudonym of it.
  preserve_client_ip     = true
  deregistration_delay   = 60
  connection_termination = true
  # Through gateway, vsock and TLS into the enclave and back. Load balancers do not check the certificate; verifiers do.
  health_check {
    protocol            = "HTTPS"
    path                = "/health"
    port                = "traffic-port"
    matcher             = "200"
    interval            = 10
    timeout             = 5
    healthy_threshold   = 2
    unhealthy_threshold = 2
  }
  tags = local.tags
  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_lb_listener" "this" {
  load_balancer_arn = aws_lb.this.arn
  port              = local.public_port
  # Not TLS: that would end it here.
  protocol = "TCP"
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.this.arn
  }
}

resource "aws_launch_template" "this" {
  name_prefix            = "${local.full_name}-"
  image_id               = data.aws_ssm_parameter.ami.insecure_value
  instance_type          = var.instance_type
  update_default_version = true
  user_data              = base64gzip(local.cloud_config)
  # No key_name: nobody logs in over SSH.

  enclave_options {
    enabled = true
  }
  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
    instance_metadata_tags      = "disabled"
  }
  iam_instance_profile {
    arn = aws_iam_instance_profile.instance.arn
  }
  network_interfaces {
    associate_public_ip_address = false
    security_groups             = [aws_security_group.instance.id]
    delete_on_termination       = true
  }
  block_device_mappings {
    device_name = "/dev/xvda"
    ebs {
      volume_size           = 16
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
  tag_specifications {
    resource_type = "volume"
    tags          = merge(local.tags, { Name = local.full_name })
  }
  tags = local.tags
}

resource "aws_autoscaling_group" "this" {
  name_prefix               = "${local.full_name}-"
  vpc_zone_identifier       = local.is_signer ? [var.instance_subnet_ids[0]] : var.instance_subnet_ids # a volume is in one zone
  min_size                  = local.is_signer ? 1 : var.capacity.min
  max_size                  = local.is_signer ? 1 : var.capacity.max
  target_group_arns         = [aws_lb_target_group.this.arn]
  health_check_type         = "ELB"
  health_check_grace_period = local.is_signer ? 2700 : 600
  # Installing and booting; a signer then waits for its registration and two records (docs/protocol/window-log.md).
  default_instance_warmup = local.is_signer ? 2700 : 300

  launch_template {
    id      = aws_launch_template.this.id
    version = aws_launch_template.this.latest_version
  }

  # Where there is one at a time, load balancers send to it although it is not healthy yet, which is how its certificate's challenge arrives.
  instance_refresh {
    strategy = "Rolling"
    preferences {
      min_healthy_percentage       = local.is_alone ? 0 : 100
      max_healthy_percentage       = local.is_alone ? 100 : 150
      auto_rollback                = true
      scale_in_protected_instances = "Wait"
      standby_instances            = "Wait"
    }
  }

  dynamic "tag" {
    for_each = merge(local.tags, { Name = local.full_name })
    content {
      key                 = tag.key
      value               = tag.value
      propagate_at_launch = true
    }
  }
  lifecycle {
    precondition {
      condition     = var.role == "signer" || var.kms_key_arn == null && var.window_log == null
      error_message = "kms_key_arn and window_log are the signer's: a relay holds no keys that outlive it."
    }
  }
}
