# The smallest guest that can tell what it was given: firmware that prints the PCI functions of bus 0 on the first serial
# port, a line "pci DEVFN VENDOR:DEVICE" each. It also reads the MAC address of each 82574L (QEMU's e1000e) from the card
# itself, through the window in its I/O space (82574 datasheet, 10.2.1.2), so that more than a copied header is proven.
# It ends the machine through isa-debug-exit at 0xf4.
	.code16
	.intel_syntax noprefix
	.equ line_status, 0x3fd
	.equ window, 0xc000
	.text
start:
	cli
	xor ax, ax
	mov ss, ax
	mov sp, 0x7000
	mov ebx, 0x80000000
function:
	mov eax, ebx
	call read_configuration
	cmp ax, 0xffff
	je next
	mov esi, eax
	mov edi, offset pci
	call print
	mov al, bh
	call print_byte
	mov al, ' '
	call print_character
	mov ax, si
	call print_word
	mov al, ':'
	call print_character
	mov eax, esi
	shr eax, 16
	call print_word
	call end_line
	cmp esi, 0x10d38086
	jne next
	call card
next:
	add ebx, 0x100
	cmp ebx, 0x80010000
	jne function
	mov edi, offset done
	call print
	call end_line
	mov al, 0x10
	out 0xf4, al
halt:
	hlt
	jmp halt

# Base address register 2 is the I/O window; bit 0 of the command register opens it.
card:
	lea eax, [ebx + 0x18]
	mov ecx, window
	call write_configuration
	lea eax, [ebx + 0x04]
	mov ecx, 1
	call write_configuration
	mov edi, offset mac
	call print
	mov eax, 0x5400
	call read_register
	mov ecx, eax
	call print_byte
	mov al, ch
	call print_byte
	shr ecx, 16
	mov al, cl
	call print_byte
	mov al, ch
	call print_byte
	mov eax, 0x5404
	call read_register
	mov cx, ax
	call print_byte
	mov al, ch
	call print_byte
	jmp end_line

read_register:
	mov dx, window
	out dx, eax
	mov dx, window + 4
	in eax, dx
	ret

read_configuration:
	mov dx, 0xcf8
	out dx, eax
	mov dx, 0xcfc
	in eax, dx
	ret

write_configuration:
	mov dx, 0xcf8
	out dx, eax
	mov dx, 0xcfc
	mov eax, ecx
	out dx, eax
	ret

print:
	mov al, cs:[di]
	test al, al
	jz return
	call print_character
	inc di
	jmp print

print_word:
	push ax
	mov al, ah
	call print_byte
	pop ax
print_byte:
	push ax
	shr al, 4
	call print_digit
	pop ax
print_digit:
	and al, 15
	add al, '0'
	cmp al, '9'
	jbe print_character
	add al, 'a' - '9' - 1
	jmp print_character

end_line:
	mov al, 10
print_character:
	push ax
	mov dx, line_status
wait:
	in al, dx
	test al, 0x20
	jz wait
	pop ax
	mov dx, 0x3f8
	out dx, al
return:
	ret

pci:	.asciz "pci "
mac:	.asciz "mac "
done:	.asciz "end"

# Where a processor starts.
	.org 0xfff0
	jmp start
	.org 0x10000
