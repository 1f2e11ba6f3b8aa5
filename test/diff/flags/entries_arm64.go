package main

const entries = 100
