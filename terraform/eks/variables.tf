variable "name" {
  description = "Prefix of every name that this module gives."
  type        = string
  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,19}$", var.name))
    error_message = "2 to 20 characters: lower-case letters, digits and hyphens, a letter first."
  }
}

variable "role" {
  description = "Which enclave these nodes carry; becomes the label and the taint inkan.dev/role."
  type        = string
  validation {
    condition     = contains(["relay", "signer"], var.role)
    error_message = "relay or signer."
  }
}

variable "cluster_name" {
  description = "An EKS cluster that stands."
  type        = string
  validation {
    condition     = can(regex("^[0-9A-Za-z][A-Za-z0-9_-]{0,99}$", var.cluster_name))
    error_message = "The name of a cluster."
  }
}

variable "subnet_ids" {
  description = "Private subnets of the cluster."
  type        = list(string)
  validation {
    condition     = length(var.subnet_ids) > 0 && alltrue([for id in var.subnet_ids : can(regex("^subnet-[0-9a-f]{8,17}$", id))])
    error_message = "At least one subnet-…"
  }
}

variable "security_group_ids" {
  description = "The cluster's security group first: with a launch template EKS adds none of its own."
  type        = list(string)
  validation {
    condition     = length(var.security_group_ids) > 0 && alltrue([for id in var.security_group_ids : can(regex("^sg-[0-9a-f]{8,17}$", id))])
    error_message = "At least one sg-…"
  }
}

variable "instance_type" {
  description = "x86-64 with Nitro Enclaves: 4 vCPUs or more, not burstable, not bare metal."
  type        = string
  default     = "c7i.xlarge"
  validation {
    condition     = can(regex("^[cmr][5-8](a|i|n|d|ad|dn|id|in|idn|zn)?\\.([0-9]+)?xlarge$", var.instance_type))
    error_message = "A C, M or R instance of x86-64, generation 5 to 8, at least xlarge. Burstable (T), flex and metal types have no enclaves."
  }
}

variable "enclave_vcpus" {
  description = "vCPUs that the allocator takes from the node. Whole cores, so an even number."
  type        = number
  default     = 2
  validation {
    condition     = var.enclave_vcpus >= 2 && var.enclave_vcpus <= 64 && var.enclave_vcpus % 2 == 0
    error_message = "An even number from 2 to 64."
  }
}

variable "enclave_memory_mib" {
  description = "Memory that the allocator takes, in hugepages of 1 GiB: what pods ask for as hugepages-1Gi."
  type        = number
  default     = 2048
  validation {
    condition     = var.enclave_memory_mib >= 1024 && var.enclave_memory_mib <= 65536 && var.enclave_memory_mib % 1024 == 0
    error_message = "A multiple of 1024 from 1024 to 65536."
  }
}

variable "nodes" {
  description = "Size of a relay's group. A signer's has one node, whatever stands here."
  type        = object({ min = number, desired = number, max = number })
  default     = { min = 2, desired = 2, max = 4 }
  validation {
    condition     = var.nodes.min >= 1 && var.nodes.desired >= var.nodes.min && var.nodes.max >= var.nodes.desired
    error_message = "1 <= min <= desired <= max."
  }
}

variable "kms_key_arn" {
  description = "Key of the custody module, for a signer. Its policy decides; this only lets the instance's role ask."
  type        = string
  default     = null
  validation {
    condition     = var.kms_key_arn == null || can(regex("^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/[0-9a-f-]{36}$", var.kms_key_arn))
    error_message = "The ARN of a key (not of an alias)."
  }
}

variable "window_log" {
  description = "Bucket of the custody module, for a signer whose `windowLog.kind` is `s3`."
  type        = object({ bucket = string, prefix = string })
  default     = null
  validation {
    condition     = var.window_log == null || can(regex("^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$", var.window_log.bucket)) && can(regex("^[a-z0-9][a-z0-9/-]*/$", var.window_log.prefix))
    error_message = "bucket: a bucket's name, without dots; prefix: lower-case letters, digits, hyphens and slashes, a slash at its end."
  }
}

variable "tags" {
  type    = map(string)
  default = {}
}
